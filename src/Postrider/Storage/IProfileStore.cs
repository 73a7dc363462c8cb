using Postrider.Contacts;

namespace Postrider.Storage;

/// <summary>What accounts know of people at their far side, so that each look is made once. An internal seam: it changes freely.</summary>
public interface IProfileStore
{
    /// <summary>Null: never looked up, or longer ago than <paramref name="freshest"/> allows.</summary>
    Task<FarProfile?> FindAsync(WorkspaceId workspace, string accountId, string address, TimeSpan freshest, CancellationToken cancellationToken);

    /// <summary>Whom the far side knows by this id of its own; null: nobody whom the account ever reached.</summary>
    Task<string?> FindAddressAsync(WorkspaceId workspace, string accountId, string farId, CancellationToken cancellationToken);

    /// <summary>Keeps a person as connected and tells it as the event <c>invitation.accepted</c>, with the job of the last message to them; false: they were connected before, or nobody looked them up.</summary>
    Task<bool> ConnectAsync(WorkspaceId workspace, string accountId, string address, CancellationToken cancellationToken);

    /// <summary>Whom the account invited and who has not answered as far as it knows, those that were seen last first.</summary>
    Task<IReadOnlyList<PendingProfile>> ListPendingAsync(WorkspaceId workspace, string accountId, int limit, CancellationToken cancellationToken);

    Task KeepAsync(WorkspaceId workspace, string accountId, string address, FarProfile profile, CancellationToken cancellationToken);
}

/// <summary>Somebody who was invited.</summary>
/// <param name="SeenAt">When they were last known not to have answered.</param>
public sealed record PendingProfile(string FarId, string Address, DateTimeOffset SeenAt);
