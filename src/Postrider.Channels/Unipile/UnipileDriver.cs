using Postrider.Accounts;
using Postrider.Attempts;

namespace Postrider.Channels.Unipile;

/// <summary>Reaches people on LinkedIn and WhatsApp through the accounts that Unipile keeps signed in.</summary>
internal sealed class UnipileDriver(UnipileProbe probe, UnipileSignIn signIn, LinkedInSends sends, LinkedInLikes likes, WhatsAppSends whatsApp, UnipileLook look) : IDriver, IRequestedSignIn
{
    public AccountKind Kind => UnipileKind.Value;

    public Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken) => probe.RunAsync(account, cancellationToken);

    public Task<RequestedPage> RequestAsync(DriverAccount account, SignInPlan plan, CancellationToken cancellationToken) => signIn.RequestAsync(account, plan, cancellationToken);

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
