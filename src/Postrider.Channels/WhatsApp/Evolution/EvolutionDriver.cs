using System.Text.Json;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>Reaches people on WhatsApp through a phone that an Evolution API server speaks for.</summary>
internal sealed class EvolutionDriver(EvolutionApi api, WebChats chats, IContentStore contents) : IDriver
{
    public AccountKind Kind => EvolutionKind.Value;

    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var evolution = EvolutionKind.Account(account);
        if (evolution.Objection is { } objection)
        {
            return new ProbeResult(AccountStatus.Error, objection);
        }

        var (state, fault, words) = await FindStateAsync(evolution, cancellationToken);
        return fault is not null ? new ProbeResult(fault.Trouble?.Status ?? AccountStatus.Error, fault.Trouble?.Reason ?? fault.Words)
            : EvolutionStatus.Of(evolution, state, null) ?? new ProbeResult(AccountStatus.Error, words);
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var account = EvolutionKind.Account(job.Account);
        if (account.Objection is { } objection)
        {
            return new Outcome.Unreachable(objection) { Trouble = new AccountTrouble(AccountStatus.Error, objection) };
        }

        var (parcel, refusal) = await WebParcel.PackAsync(job, contents, cancellationToken);
        if (parcel is null)
        {
            return refusal!;
        }

        // An instance that is not linked fails as unclearly as one whose line broke while it sent: this is known before anything is handed over.
        if (await ObjectionAsync(account, cancellationToken) is { } objected)
        {
            return objected;
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

        var answer = await api.SendAsync(account, Written(chat), parcel, cancellationToken);
        if (answer.Status == 0)
        {
            return answer.NoAnswer(EvolutionKind.FarSide);
        }

        return EvolutionRefusals.Of(account, answer) is { } fault ? fault.Outcome(isHandOver: true)
            : WebJson.Parse(answer.Body) is { } body && new EvolutionMessage(body).Id is { } id ? new Outcome.Accepted(new Delivery(WebHistory.Action, id) { IsSaid = true })
            : new Outcome.Unknown($"{EvolutionKind.FarSide} answered {answer.Status} without the message's id: {answer.Beginning}");
    }

    public async Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var account = EvolutionKind.Account(job.Account);
        if (account.Objection is { } objection)
        {
            return new Finding.NotNow(objection);
        }

        if (await chats.FindKnownAsync(job, cancellationToken) is not { } chat)
        {
            return new Finding.Absent();
        }

        var answer = await api.ListOwnAsync(account, Written(chat), cancellationToken);
        if (answer.Status == 0)
        {
            return new Finding.NotNow($"{EvolutionKind.FarSide} was not reached: {answer.Words}");
        }

        if (EvolutionRefusals.Of(account, answer) is { } fault)
        {
            return fault.Finding();
        }

        return WebJson.Parse(answer.Body)?.Member("messages")?.Member("records") is { ValueKind: JsonValueKind.Array } records
            ? WebHistory.Find(job, records.Objects().Select(record => new EvolutionMessage(record)).Where(message => message.IsOurs).Select(message => new WebSaid(message.Id, message.Text, message.HasFile, message.At)), null)
            : new Finding.NotNow($"{EvolutionKind.FarSide} answered with a history that cannot be read.");
    }

    /// <summary>What speaks against sending anything now; null: nothing.</summary>
    private async Task<Outcome?> ObjectionAsync(WebAccount account, CancellationToken cancellationToken)
    {
        var (state, fault, words) = await FindStateAsync(account, cancellationToken);
        return fault is not null ? fault.Outcome(isHandOver: false)
            : EvolutionStatus.Of(account, state, null) is not { } found ? new Outcome.Unreachable(words)
            : found.Status == AccountStatus.Ok ? null
            : state == EvolutionStatus.Connecting ? new Outcome.Deferred(found.Reason!)
            : new Outcome.Unreachable(found.Reason!) { Trouble = new AccountTrouble(found.Status, found.Reason!) };
    }

    private async Task<(string? State, WebFault? Fault, string Words)> FindStateAsync(WebAccount account, CancellationToken cancellationToken)
    {
        var answer = await api.FindStateAsync(account, cancellationToken);
        return answer.Status == 0
            ? (null, null, $"{EvolutionKind.FarSide} was not reached: {answer.Words}")
            : (WebJson.Parse(answer.Body)?.Member("instance")?.Text("state"), EvolutionRefusals.Of(account, answer), $"{account.Place} does not answer as {EvolutionKind.FarSide} does.");
    }

    private async Task<(string? Chat, Outcome? Instead)> AskAsync(WebAccount account, string digits, CancellationToken cancellationToken)
    {
        var answer = await api.CheckAsync(account, digits, cancellationToken);
        if (answer.Status == 0)
        {
            return (null, new Outcome.Unreachable($"{EvolutionKind.FarSide} was not reached: {answer.Words}"));
        }

        if (EvolutionRefusals.Of(account, answer) is { } fault)
        {
            return (null, fault.Outcome(isHandOver: false));
        }

        var told = WebJson.Parse(answer.Body)?.Objects().FirstOrDefault() ?? default;
        return told.Member("exists") is not { } exists ? (null, new Outcome.Deferred($"{EvolutionKind.FarSide} did not tell whether the number is on WhatsApp: {answer.Beginning}"))
            : exists.ValueKind != JsonValueKind.True ? (null, new Outcome.Refused($"+{digits} is not on WhatsApp.", WebRefusal.NotOnWhatsApp))
            : (told.Id("jid") ?? digits + WebChat.Phone, null);
    }

    /// <summary>As Evolution API calls chats: by the name that the protocol beneath has for numbers.</summary>
    private static string Written(string chat) =>
        chat.EndsWith(WebChat.PhoneOfOld, StringComparison.Ordinal) ? chat[..^WebChat.PhoneOfOld.Length] + WebChat.Phone
        : chat.Length > 0 && chat.All(char.IsAsciiDigit) ? chat + WebChat.Phone
        : chat;
}
