using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Webhooks;

namespace Postrider.Storage;

/// <summary>Endpoints, which are accounts that no list of accounts shows; how far the log has come to them; what was posted to them.</summary>
public interface IWebhookStore
{
    /// <summary>With its lane, and its cursor at the log's end: it gets what happens from now on.</summary>
    Task AddAsync(Account endpoint, CancellationToken cancellationToken);

    Task<Account?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>In the order of their ids, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>As <see cref="IAccountStore.ReplaceAsync"/>.</summary>
    Task<bool> ReplaceAsync(Account endpoint, CancellationToken cancellationToken);

    /// <summary>What waits for it fails, and nothing more is made for it.</summary>
    Task<bool> DeleteAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    /// <summary>Endpoints of every workspace that are behind the log and have room in their line, from behind <paramref name="last"/> in one fixed order.</summary>
    Task<IReadOnlyList<EndpointBehind>> FindBehindAsync(EndpointBehind? last, int limit, CancellationToken cancellationToken);

    /// <summary>Passes over events that the endpoint does not want. False: the cursor is elsewhere by now.</summary>
    Task<bool> MoveAsync(WorkspaceId workspace, CursorMove move, CancellationToken cancellationToken);

    /// <summary>The newest first, each with its last attempts.</summary>
    Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(WorkspaceId workspace, string accountId, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>With all its attempts.</summary>
    Task<WebhookDelivery?> FindDeliveryAsync(WorkspaceId workspace, string accountId, Guid jobId, CancellationToken cancellationToken);
}
