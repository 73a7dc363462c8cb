using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Postrider.Channels.FarSide;
using Postrider.Inbox;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>Hears what Twilio tells: messages that came in, and what became of ours.</summary>
internal sealed class TwilioMessageCallback(IInboxStore inbox, IProfileStore profiles, IJobStore jobs, ISuppressionStore suppressions) : ICallback
{
    private readonly TwilioIntake _intake = new(inbox, suppressions);
    private readonly MessageMark _marks = new(profiles, jobs);

    public string Kind => TwilioMessageKind.Name;

    /// <summary>Twilio asks nothing before it tells.</summary>
    public string? Greet(CallbackRequest request, DriverAccount account) => null;

    public async Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken)
    {
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(request.Body)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""))).ToList();
        var signature = request.Headers.FirstOrDefault(header => header.Key.Equals(TwilioSignature.Header, StringComparison.OrdinalIgnoreCase)).Value;
        if (account.Secrets.GetValueOrDefault(TwilioMessageKind.AuthKey) is not { Length: > 0 } key || !TwilioSignature.IsGood(signature, key, request.Url.OriginalString, fields))
        {
            return CallbackVerdict.Forged;
        }

        var (twilio, _) = TwilioMessageAccount.Of(account);
        if (Field("MessageSid") is not { Length: <= TwilioIntake.LongestId } sid || Field("AccountSid") is not { } owner || twilio is null)
        {
            return CallbackVerdict.Malformed;
        }

        var status = Field("MessageStatus");
        var isInbound = status is null or "received";
        if (owner != twilio.Sid || (twilio.From is { } number && Field(isInbound ? "To" : "From") != number))
        {
            return CallbackVerdict.Foreign;
        }

        if (TwilioMessageAccount.Read(Field(isInbound ? "From" : "To")) is not { } address)
        {
            return CallbackVerdict.Malformed;
        }

        await (isInbound ? TakeInAsync() : NoteAsync());
        return CallbackVerdict.Taken;

        string? Field(string name) => fields.FirstOrDefault(field => field.Key == name).Value is { Length: > 0 } value ? value : null;

        Task TakeInAsync() => _intake.TakeAsync(account.Account, new TwilioInbound(sid, address, Field("ProfileName"), Field("ButtonText") ?? Field("Body"), Files()), cancellationToken);

        List<InboundFile> Files() =>
        [
            .. Enumerable.Range(0, int.TryParse(Field("NumMedia"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Min(count, TwilioIntake.MostFiles) : 0)
                .Select(i => (Url: Field($"MediaUrl{i}"), Type: Field($"MediaContentType{i}") ?? "application/octet-stream"))
                .Where(file => file.Url is { Length: <= TwilioIntake.LongestId }).Select(file => TwilioIntake.File(file.Type, file.Url!)),
        ];

        async Task NoteAsync()
        {
            var word = status switch
            {
                "delivered" => DeliveryStatus.Delivered,
                "read" => DeliveryStatus.Read,
                "failed" or "undelivered" => DeliveryStatus.Failed,
                _ => null,
            };
            var code = long.TryParse(Field("ErrorCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 0;
            var fault = TwilioMessageFault.Find(code);
            var detail = word == DeliveryStatus.Failed ? $"{Field("ErrorMessage") ?? status} ({code})" : null;
            if (detail is not null && fault is { OptsOut: true })
            {
                await suppressions.AddAsync(account.Account.Workspace, address, OptOutWords.Reason, $"Told by Twilio: {detail}", cancellationToken);
            }

            var isNews = word is not null && await inbox.NoteAsync(new DeliveryNote(account.Account.Workspace, account.Account.AccountId, sid, word, null, detail), cancellationToken);
            if (!isNews && TwilioMark.Read(request.Url) is { } mark)
            {
                var failure = detail is null ? null : new MessageFailure(fault?.Refusal ?? Jobs.JobFault.ActionFailed, detail);
                await _marks.KeepAsync(account, mark, sid, failure, to => TwilioMessageAccount.Write(to) == Field("To"), cancellationToken);
            }
        }
    }
}
