using Postrider.Accounts;
using Postrider.Attempts;

namespace Postrider.Channels.Unipile;

/// <summary>Unipile says of a person and of an account in the same words that there is none. A wrong account must hold its jobs, not fail them.</summary>
internal sealed class UnipileMissing(UnipileApis apis)
{
    public const string NoAccount = "There is no such account at Unipile: correct provider_account_id, or connect it there again.";

    /// <summary>The outcome of something that is missing; the refusal stands where the account is there.</summary>
    public async Task<Outcome> ResolveAsync(UnipileAccount account, Outcome refused, CancellationToken cancellationToken)
    {
        var answer = await apis.Of(account).FindAccountAsync(account, cancellationToken);
        return answer.Status == 404 ? new Outcome.Unreachable(NoAccount) { Trouble = new AccountTrouble(AccountStatus.Error, NoAccount) }
            : answer.IsGood ? refused
            : UnipileFault.OfLook(answer) ?? refused;
    }
}
