using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What the calls of a campaign do and through which account, or why there can be none.</summary>
internal readonly record struct CampaignPlan(CallPlan? Plan, Account? Account, ApiError? Fault)
{
    public static implicit operator CampaignPlan(ApiError fault) => new(null, null, fault);
}

/// <summary>From a campaign's agent to the plan of its calls. What holds the account holds the campaign's calls, so it refuses nothing here.</summary>
internal sealed class CampaignPlans(IAccessStore access, IAgentStore agents, AccountDirectory accounts)
{
    private static readonly ApiError _accountGone = CallsErrors.AccountNotReady.With("The voice account of the campaign's calls was deleted. Make a new campaign with another account.");

    /// <summary>Why the workspace may run no campaigns; null: it may.</summary>
    public async Task<ApiError?> ForbiddenAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        await access.FindWorkspaceAsync(workspace, cancellationToken) switch
        {
            { OutboundCalling: true, OutboundCampaigns: true } => null,
            { OutboundCalling: true } => CampaignErrors.NotEnabled,
            _ => CallsErrors.CallingNotEnabled,
        };

    /// <summary>Of a campaign that is there: its calls keep the account that they were accepted for.</summary>
    public Task<CampaignPlan> FindAsync(Campaign campaign, CancellationToken cancellationToken) =>
        FindAsync(campaign.Workspace, campaign.AgentId, campaign.Trigger, campaign.Settings, campaign.AccountId, cancellationToken);

    /// <summary>Of a campaign that is to be made: the account is the agent's.</summary>
    public Task<CampaignPlan> FindAsync(WorkspaceId workspace, string agentId, string? trigger, CampaignSettings settings, CancellationToken cancellationToken) =>
        FindAsync(workspace, agentId, trigger, settings, null, cancellationToken);

    /// <summary>Why a campaign that is there can get no more calls; null: it can.</summary>
    public async Task<ApiError?> AccountFaultAsync(Campaign campaign, CancellationToken cancellationToken) =>
        await accounts.FindAsync(campaign.Workspace, campaign.AccountId, cancellationToken) is null ? _accountGone : null;

    private async Task<CampaignPlan> FindAsync(WorkspaceId workspace, string agentId, string? trigger, CampaignSettings settings, string? accountId, CancellationToken cancellationToken)
    {
        if (await agents.FindAsync(workspace, agentId, cancellationToken) is not { } agent)
        {
            return CallsErrors.AgentNotFound;
        }

        if (CampaignScript.Plan(agent, trigger, settings) is not { } plan)
        {
            return CallsErrors.UnknownTrigger;
        }

        return (await accounts.FindAsync(workspace, accountId ?? agent.Settings.AccountId, cancellationToken))?.Account is { Channel: Channel.Voice } account
            ? new CampaignPlan(plan, account, null)
            : accountId is null ? CallsErrors.AccountNotReady.With("The agent's voice account was deleted. PUT the agent with another account_id.")
            : _accountGone;
    }
}
