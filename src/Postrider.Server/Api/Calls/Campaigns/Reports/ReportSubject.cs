using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>What a report is about.</summary>
/// <param name="Campaign">As it was read before its calls.</param>
/// <param name="AgentName">Null: the agent is gone.</param>
/// <param name="Zone">The campaign's own.</param>
internal sealed record ReportSubject(Campaign Campaign, string? AgentName, TimeZoneInfo Zone);
