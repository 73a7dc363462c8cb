using Postrider.Accounts;
using Postrider.Attempts;

namespace Postrider.Channels.Unipile;

/// <summary>Reaches people on LinkedIn and WhatsApp through the accounts that Unipile keeps signed in.</summary>
internal sealed class UnipileDriver(UnipileApi api, LinkedInSends sends, LinkedInLikes likes, WhatsAppSends whatsApp, UnipileLook look) : IDriver
{
    public AccountKind Kind => UnipileKind.Value;

    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if (unipile.Objection is { } objection)
        {
            return new ProbeResult(AccountStatus.Error, objection);
        }

        var answer = await api.FindAccountAsync(unipile, cancellationToken);
        if (answer.Status == 0)
        {
            return new ProbeResult(AccountStatus.Error, $"{UnipileFault.FarSide} was not reached: {answer.Words}");
        }

        if (UnipileFault.Of(answer) is { } fault)
        {
            return fault.Refusal.Meaning == RefusalMeaning.Missing
                ? new ProbeResult(AccountStatus.Error, UnipileMissing.NoAccount)
                : new ProbeResult(fault.Trouble?.Status ?? AccountStatus.Error, fault.Trouble?.Reason ?? fault.Words);
        }

        return UnipileJson.Parse(answer.Body) is { } body ? UnipileStatus.Of(body, account.Account.Channel) : new ProbeResult(AccountStatus.Error, $"{unipile.Place} does not answer as {UnipileFault.FarSide} does.");
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var account = UnipileAccount.Of(job.Account);
        if (account.Objection is { } objection)
        {
            return new Outcome.Unreachable(objection) { Trouble = new AccountTrouble(AccountStatus.Error, objection) };
        }

        return job.Channel switch
        {
            Channel.LinkedIn when job.Body.Content.Post is { } wish => await likes.PerformAsync(job, account, wish, cancellationToken),
            Channel.LinkedIn => await sends.PerformAsync(job, account, cancellationToken),
            Channel.WhatsApp => await whatsApp.PerformAsync(job, account, cancellationToken),
            _ => new Outcome.Refused($"This account does not reach people by {job.Channel}."),
        };
    }

    public Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken)
    {
        var account = UnipileAccount.Of(job.Account);
        return account.Objection is { } objection ? Task.FromResult<Finding>(new Finding.NotNow(objection)) : look.FindAsync(job, account, cancellationToken);
    }
}
