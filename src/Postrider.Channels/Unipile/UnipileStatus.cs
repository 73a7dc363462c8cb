using System.Text.Json;
using Postrider.Accounts;

namespace Postrider.Channels.Unipile;

/// <summary>Unipile's words for how an account is.</summary>
internal static class UnipileStatus
{
    /// <summary>It is being signed in.</summary>
    public const string Connecting = "Unipile is signing the account in; probe it again in a minute.";

    /// <summary>What a page to sign in at tells.</summary>
    public const string Created = "CREATION_SUCCESS";

    /// <inheritdoc cref="Created"/>
    public const string Reconnected = "RECONNECTED";

    private const string Again = "reconnect it, or sign in again in Unipile's dashboard.";

    private static readonly Dictionary<string, (AccountStatus Status, string? Reason)> _words = new()
    {
        ["OK"] = (AccountStatus.Ok, null),
        [Created] = (AccountStatus.Ok, null),
        [Reconnected] = (AccountStatus.Ok, null),
        ["SYNC_SUCCESS"] = (AccountStatus.Ok, null),
        ["CREDENTIALS"] = (AccountStatus.Credentials, $"The account's session has ended: {Again}"),
        ["PERMISSIONS"] = (AccountStatus.Credentials, $"Unipile lacks permissions of the account: {Again}"),
        ["ERROR"] = (AccountStatus.Error, "Unipile does not follow the account since an error; restart it in Unipile's dashboard."),
        ["STOPPED"] = (AccountStatus.Error, "Unipile has stopped to follow the account; restart it in Unipile's dashboard."),
        ["CONNECTING"] = (AccountStatus.Error, Connecting),
        ["DELETED"] = (AccountStatus.Error, UnipileMissing.NoAccount),

        // Version 2. Of an account that is partly well, its jobs show which part.
        ["running"] = (AccountStatus.Ok, null),
        ["degraded"] = (AccountStatus.Ok, null),
        ["partial"] = (AccountStatus.Ok, null),
        ["disconnected"] = (AccountStatus.Credentials, $"The account's session has ended: {Again}"),
        ["errored"] = (AccountStatus.Error, "Unipile cannot follow the account at the moment: the fault is its own, its way there, or the far side's."),
        ["paused"] = (AccountStatus.Error, "Unipile has paused the account: no subscription covers it."),
    };

    /// <summary>Null: no word that is known.</summary>
    public static (AccountStatus Status, string? Reason)? Of(string? word) => word is not null && _words.TryGetValue(word, out var found) ? found : null;

    /// <summary>What an account's description shows.</summary>
    public static ProbeResult Of(JsonElement account, string channel)
    {
        var type = account.Text("type");
        if (!string.Equals(type, channel, StringComparison.OrdinalIgnoreCase))
        {
            return new ProbeResult(AccountStatus.Error, $"The account at Unipile is of type {type ?? "unknown"}, not {channel}.");
        }

        var person = account.Object("connection_params")?.Object("im");
        var identifier = channel == Channel.LinkedIn
            ? person?.Id("publicIdentifier") is { } slug ? $"https://www.linkedin.com/in/{Uri.EscapeDataString(slug)}/" : account.Id("name")
            : account.Id("name") ?? person?.Id("username");
        var states = account.Items("sources").Select(source => source.Text("status")).ToArray();
        var worst = states.Select(word => (Word: word, Known: Of(word))).OrderBy(state => state.Known?.Status switch { AccountStatus.Credentials => 0, AccountStatus.Ok => 2, _ => 1 }).FirstOrDefault();
        return states.Length == 0 ? new ProbeResult(AccountStatus.Error, "Unipile does not say how the account is; probe it again in a minute.", identifier)
            : worst.Known is { } known ? new ProbeResult(known.Status, known.Reason, identifier)
            : new ProbeResult(AccountStatus.Error, $"Unipile says that the account is {worst.Word}.", identifier);
    }
}
