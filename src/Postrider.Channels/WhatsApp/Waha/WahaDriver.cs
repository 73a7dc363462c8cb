using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>Reaches people on WhatsApp through a phone that a WAHA server speaks for.</summary>
internal sealed class WahaDriver(WahaApi api, WebChats chats, IContentStore contents) : IDriver
{
    public AccountKind Kind => WahaKind.Value;

    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var waha = WahaKind.Account(account);
        if (waha.Objection is { } objection)
        {
            return new ProbeResult(AccountStatus.Error, objection);
        }

        var answer = await api.FindSessionAsync(waha, cancellationToken);
        if (answer.Status == 0)
        {
            return new ProbeResult(AccountStatus.Error, $"{WahaKind.FarSide} was not reached: {answer.Words}");
        }

        if (WahaRefusals.Of(waha, answer) is { } fault)
        {
            return new ProbeResult(fault.Trouble?.Status ?? AccountStatus.Error, fault.Trouble?.Reason ?? fault.Words);
        }

        var session = WebJson.Parse(answer.Body);
        return WahaStatus.Of(waha, session?.Text("status"), session?.Member("me")?.Id("id")) ?? new ProbeResult(AccountStatus.Error, $"{waha.Place} does not answer as {WahaKind.FarSide} does.");
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var account = WahaKind.Account(job.Account);
        if (account.Objection is { } objection)
        {
            return new Outcome.Unreachable(objection) { Trouble = new AccountTrouble(AccountStatus.Error, objection) };
        }

        var (parcel, refusal) = await WebParcel.PackAsync(job, contents, cancellationToken);
        if (parcel is null)
        {
            return refusal!;
        }

        var (chat, instead) = await chats.FindAsync(job, digits => AskAsync(account, digits, cancellationToken), cancellationToken);
        if (chat is null)
        {
            return instead!;
        }

        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        var answer = await api.SendAsync(account, Written(chat), parcel, job.Job, cancellationToken);
        if (answer.Status == 0)
        {
            return answer.NoAnswer(WahaKind.FarSide);
        }

        return WahaRefusals.Of(account, answer) is { } fault ? fault.Outcome(isHandOver: true)
            : WebJson.Parse(answer.Body) is { } message && WahaId.Read(message) is { } id ? new Outcome.Accepted(new Delivery(WebHistory.Action, id) { IsSaid = true })
            : new Outcome.Unknown($"{WahaKind.FarSide} answered {answer.Status} without the message's id: {answer.Beginning}");
    }

    public async Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var account = WahaKind.Account(job.Account);
        if (account.Objection is { } objection)
        {
            return new Finding.NotNow(objection);
        }

        if (await chats.FindKnownAsync(job, cancellationToken) is not { } chat)
        {
            return new Finding.Absent();
        }

        var answer = await api.ListOwnAsync(account, Written(chat), WebHistory.Since(job), cancellationToken);
        if (answer.Status == 0)
        {
            return new Finding.NotNow($"{WahaKind.FarSide} was not reached: {answer.Words}");
        }

        if (WahaRefusals.Of(account, answer) is { } fault)
        {
            return fault.Finding();
        }

        return WebJson.Parse(answer.Body) is { } list
            ? WebHistory.Find(job, list.Objects().Where(message => message.IsTrue("fromMe")).Select(message => new WebSaid(WahaId.Read(message), message.Text("body"), message.IsTrue("hasMedia"), message.Moment("timestamp"))), WahaId.Of(job.Job))
            : new Finding.NotNow($"{WahaKind.FarSide} answered with a history that cannot be read.");
    }

    private async Task<(string? Chat, Outcome? Instead)> AskAsync(WebAccount account, string digits, CancellationToken cancellationToken)
    {
        var answer = await api.CheckAsync(account, digits, cancellationToken);
        if (answer.Status == 0)
        {
            return (null, new Outcome.Unreachable($"{WahaKind.FarSide} was not reached: {answer.Words}"));
        }

        if (WahaRefusals.Of(account, answer) is { } fault)
        {
            return (null, fault.Outcome(isHandOver: false));
        }

        return WebJson.Parse(answer.Body) is not { } body || body.Member("numberExists") is not { } exists ? (null, new Outcome.Deferred($"{WahaKind.FarSide} did not tell whether the number is on WhatsApp: {answer.Beginning}"))
            : exists.ValueKind != System.Text.Json.JsonValueKind.True ? (null, new Outcome.Refused($"+{digits} is not on WhatsApp.", WebRefusal.NotOnWhatsApp))
            : (Written(body.Id("chatId") ?? digits), null);
    }

    /// <summary>As WAHA wants chats to be called: never by the name that the protocol beneath has for numbers.</summary>
    private static string Written(string chat) =>
        chat.EndsWith(WebChat.Phone, StringComparison.Ordinal) ? chat[..^WebChat.Phone.Length] + WebChat.PhoneOfOld
        : chat.Length > 0 && chat.All(char.IsAsciiDigit) ? chat + WebChat.PhoneOfOld
        : chat;
}
