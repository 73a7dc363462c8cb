using Postrider.Calls;

namespace Postrider.Campaigns;

/// <summary>What a campaign's calls do and whether they are dialed again, as it is at this moment.</summary>
public sealed record CampaignRule(CallPlan Plan, CallRetries Retries);
