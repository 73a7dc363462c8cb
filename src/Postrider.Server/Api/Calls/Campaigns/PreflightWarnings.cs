using System.Globalization;
using Postrider.Accounts;
using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>Finds what somebody should know before a campaign is started.</summary>
internal static class PreflightWarnings
{
    /// <param name="campaign">The campaign.</param>
    /// <param name="account">Its voice account; null: it was deleted.</param>
    /// <param name="fault">What a start would be refused for; null: nothing.</param>
    /// <param name="agentAccount">Through which account its agent calls today; null: the agent is gone.</param>
    /// <param name="dials">How many are to be dialed.</param>
    public static IReadOnlyList<PreflightWarning> Of(Campaign campaign, Account? account, ApiError? fault, string? agentAccount, long dials)
    {
        var (settings, counts) = (campaign.Settings, campaign.Counts);
        var warnings = new List<PreflightWarning>();
        if (fault is not null)
        {
            Warn(fault.Code, fault.Message);
        }

        if (counts.Accepted == 0)
        {
            Warn(CampaignErrors.Empty.Code, CampaignErrors.Empty.Message);
        }

        if (settings.ConsentBasis is null)
        {
            Warn("no_consent_basis", "Nothing says why these people may be called. PATCH the campaign with consent_basis.");
        }

        if (settings.CallerName is null)
        {
            Warn("no_caller_name", "Nobody is told who calls, unless the agent's own greeting says so. PATCH the campaign with caller_name.");
        }

        if (!settings.Announces)
        {
            Warn("no_announcement", "The first words do not name the caller, nor say how to opt out, unless the agent's own greeting does.");
        }

        if (counts.OverAllowance > 0)
        {
            Warn("over_allowance", $"{Number(counts.OverAllowance)} rows became no calls, for the month's allowance was spent. Hand them in again when it is raised or the month is over.");
        }

        if (agentAccount is not null && agentAccount != campaign.AccountId)
        {
            Warn("agent_has_another_account", "The agent calls through another account by now. This campaign's calls keep the one that they were accepted for.");
        }

        if (account is not null)
        {
            OfAccount(account);
        }

        return warnings;

        void Warn(string code, string message) => warnings.Add(new PreflightWarning(code, message));

        void OfAccount(Account voice)
        {
            if (AccountLoad.HoldOf(voice) is { } hold)
            {
                Warn(hold.Reason, $"The voice account cannot place calls now{(voice.StatusReason is { } why ? $": {why}." : ".")} {Hold.Cure(hold.Reason)}");
            }

            if (voice.DailyLimit is { } limit && (limit < dials || voice.RampUp is not null))
            {
                Warn("account_daily_limit", $"The voice account may place {Number(limit)} calls a day, over all its work. When they are placed the campaign waits for the next day, which the forecast does not count.");
            }

            if (voice.Window is not null)
            {
                Warn("account_window", "The voice account has hours of its own, outside of which it places no calls. The forecast does not count them.");
            }
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
