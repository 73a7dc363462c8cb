using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Storage;

namespace Postrider.Tests.Campaigns;

/// <summary>Keeps rejected rows. Whoever takes rows in asks nothing else of it.</summary>
internal sealed class RejectingStore : ICampaignStore
{
    public List<IReadOnlyList<RejectedRow>> Parts { get; } = [];

    public bool IsDown { get; set; }

    public Task RejectAsync(WorkspaceId workspace, Guid campaignId, IReadOnlyList<RejectedRow> rows, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new IOException("down");
        }

        Parts.Add([.. rows]);
        return Task.CompletedTask;
    }

    public Task<bool> CreateAsync(NewCampaign campaign, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task OpenAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DiscardAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignKey?> FindKeyAsync(WorkspaceId workspace, Guid keyHash, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Campaign?> FindAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, long>> CountRejectedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Campaign>> ListAsync(WorkspaceId workspace, Guid? before, CampaignState? state, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignMove> ChangeAsync(WorkspaceId workspace, Guid campaignId, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignMove> StartAsync(WorkspaceId workspace, Guid campaignId, CallPlan plan, DateTimeOffset? startAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignMove> PauseAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignMove> ResumeAsync(WorkspaceId workspace, Guid campaignId, CallPlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignMove> CancelAsync(WorkspaceId workspace, Guid campaignId, bool hangUp, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CampaignRule?> FindRuleAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, long>> ReadZonesAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> CountSuppressedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<CallView> ReadCallsAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<RejectedRow> ReadRejectedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task TendAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
