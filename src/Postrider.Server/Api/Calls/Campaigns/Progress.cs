using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>A campaign as one look found it.</summary>
/// <param name="Id">Names what is shown: the same for the same, on every node and after every restart. That only the expected end moved makes no other.</param>
/// <param name="Data">The campaign's item, as JSON on one line.</param>
/// <param name="State">Where it stands.</param>
/// <param name="IsLast">Nothing of it will change any more: it is over, and so is its last call.</param>
internal sealed record Progress(string Id, ReadOnlyMemory<byte> Data, CampaignState State, bool IsLast);

/// <summary>Looks at a campaign; null: there is none.</summary>
internal delegate Task<Progress?> ProgressLook(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);
