using Postrider.Calls;
using Postrider.Campaigns;

namespace Postrider.Storage;

/// <summary>Campaigns, beside their calls. An internal seam: it changes freely.</summary>
public interface ICampaignStore
{
    /// <summary>Makes a campaign that nobody sees yet, with its lane, which stands still. False, and nothing is made: its key has made one before.</summary>
    Task<bool> CreateAsync(NewCampaign campaign, CancellationToken cancellationToken);

    /// <summary>All its first numbers are in: it becomes a draft.</summary>
    Task OpenAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>A campaign that nobody has seen yet goes again, with all that was accepted for it.</summary>
    Task DiscardAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>Keeps and counts rows that did not become calls.</summary>
    Task RejectAsync(WorkspaceId workspace, Guid campaignId, IReadOnlyList<RejectedRow> rows, CancellationToken cancellationToken);

    /// <summary>What a key has made, seen or not; null: nothing, or what it made was discarded.</summary>
    Task<CampaignKey?> FindKeyAsync(WorkspaceId workspace, Guid keyHash, CancellationToken cancellationToken);

    Task<Campaign?> FindAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Campaign>> ListAsync(WorkspaceId workspace, Guid? before, CampaignState? state, int limit, CancellationToken cancellationToken);

    /// <summary>Takes effect at the next start. A campaign that is over keeps its settings.</summary>
    Task<CampaignMove> ChangeAsync(WorkspaceId workspace, Guid campaignId, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken);

    /// <summary>From draft or scheduled: runs, or will at <paramref name="startAt"/>.</summary>
    /// <param name="plan">What its calls do from now on.</param>
    Task<CampaignMove> StartAsync(WorkspaceId workspace, Guid campaignId, CallPlan plan, DateTimeOffset? startAt, CancellationToken cancellationToken);

    /// <summary>From running or scheduled: no new call begins.</summary>
    Task<CampaignMove> PauseAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <inheritdoc cref="StartAsync"/>
    Task<CampaignMove> ResumeAsync(WorkspaceId workspace, Guid campaignId, CallPlan plan, CancellationToken cancellationToken);

    /// <summary>Whatever waits is canceled; what goes on ends by itself, or is hung up.</summary>
    Task<CampaignMove> CancelAsync(WorkspaceId workspace, Guid campaignId, bool hangUp, CancellationToken cancellationToken);

    /// <summary>Null: there is no such campaign.</summary>
    Task<CampaignRule?> FindRuleAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>How many of its calls have not ended, by the zones of their callees.</summary>
    Task<IReadOnlyDictionary<string, long>> ReadZonesAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>How many of its waiting calls will not be dialed because their number has been suppressed since.</summary>
    Task<long> CountSuppressedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>How many rows did not become calls, by their <see cref="RowReason"/>.</summary>
    Task<IReadOnlyDictionary<string, long>> CountRejectedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>All its calls in the order of acceptance, read as they are asked for.</summary>
    IAsyncEnumerable<CallView> ReadCallsAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>In the order in which they were rejected, read as they are asked for.</summary>
    IAsyncEnumerable<RejectedRow> ReadRejectedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken);

    /// <summary>What is due for campaigns: starts those whose time has come, completes those with nothing left to do, pauses those whose trunk fails, goes on with what a cancel or a lost node left behind.</summary>
    Task TendAsync(CancellationToken cancellationToken);
}
