using Postrider.Accounts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>How an account at Unipile is; and where none is named, or no such one is there, which there are.</summary>
internal sealed class UnipileProbe(UnipileApis apis)
{
    private const int MostNamed = 20;
    private const int LongestName = 60;
    private const string NobodySignedIn = "Nobody has signed in yet: open sign_in_url in a browser";

    public async Task<ProbeResult> RunAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if ((unipile.FarId.Length == 0 ? unipile.PlaceObjection : unipile.Objection) is { } objection)
        {
            return new ProbeResult(AccountStatus.Error, objection);
        }

        if (unipile.FarId.Length == 0)
        {
            var there = await apis.Of(unipile).ListAccountsAsync(unipile, cancellationToken);
            return Fault(there) ?? (Fitting(there, account.Account.Channel) is { Length: > 0 } fitting
                ? new ProbeResult(AccountStatus.Credentials, $"{NobodySignedIn}, or set {UnipileKind.FarAccountId} to one that is there: {fitting}.")
                : new ProbeResult(AccountStatus.Credentials, $"{NobodySignedIn}."));
        }

        var answer = await apis.Of(unipile).FindAccountAsync(unipile, cancellationToken);
        if (UnipileFault.Of(answer) is { Refusal.Meaning: RefusalMeaning.Missing })
        {
            var fitting = Fitting(await apis.Of(unipile).ListAccountsAsync(unipile, cancellationToken), account.Account.Channel);
            return new ProbeResult(AccountStatus.Error, fitting.Length == 0 ? UnipileMissing.NoAccount : $"{UnipileMissing.NoAccount} There are: {fitting}.");
        }

        return Fault(answer) ?? (UnipileJson.Parse(answer.Body) is { } body
            ? UnipileStatus.Of(body, account.Account.Channel)
            : new ProbeResult(AccountStatus.Error, $"{unipile.Place} does not answer as {UnipileFault.FarSide} does."));
    }

    /// <summary>How an account is of which Unipile just told that it is signed in: that counts, unless the account itself shows more.</summary>
    public async Task<ProbeResult> AfterSignInAsync(UnipileAccount unipile, string channel, CancellationToken cancellationToken)
    {
        var answer = await apis.Of(unipile).FindAccountAsync(unipile, cancellationToken);
        return answer.IsGood && UnipileJson.Parse(answer.Body) is { } body && UnipileStatus.Of(body, channel) is var found
            ? found.Reason == UnipileStatus.Connecting ? new ProbeResult(AccountStatus.Ok, null, found.Identifier) : found
            : new ProbeResult(AccountStatus.Ok);
    }

    private static ProbeResult? Fault(FarSideAnswer answer) =>
        answer.Status == 0 ? new ProbeResult(AccountStatus.Error, $"{UnipileFault.FarSide} was not reached: {answer.Words}")
        : UnipileFault.Of(answer) is { } fault ? new ProbeResult(fault.Trouble?.Status ?? AccountStatus.Error, fault.Trouble?.Reason ?? fault.Words)
        : null;

    /// <summary>The ids and names of the channel's accounts, for people.</summary>
    private static string Fitting(FarSideAnswer answer, string channel)
    {
        var fitting = (answer.IsGood ? UnipileJson.Parse(answer.Body) : null)?.Items("items")
            .Where(item => string.Equals(item.Text("type"), channel, StringComparison.OrdinalIgnoreCase) && item.Id("id") is not null)
            .Select(item => item.Id("name") is { } name ? $"{item.Id("id")} ({(name.Length > LongestName ? name[..LongestName] : name)})" : item.Id("id")!)
            .ToArray() ?? [];
        return string.Join(", ", fitting.Take(MostNamed)) + (fitting.Length > MostNamed ? " and more" : "");
    }
}
