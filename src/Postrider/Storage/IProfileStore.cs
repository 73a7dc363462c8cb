using Postrider.Contacts;

namespace Postrider.Storage;

/// <summary>What accounts know of people at their far side, so that each look is made once. An internal seam: it changes freely.</summary>
public interface IProfileStore
{
    /// <summary>Null: never looked up, or longer ago than <paramref name="freshest"/> allows.</summary>
    Task<FarProfile?> FindAsync(WorkspaceId workspace, string accountId, string address, TimeSpan freshest, CancellationToken cancellationToken);

    Task KeepAsync(WorkspaceId workspace, string accountId, string address, FarProfile profile, CancellationToken cancellationToken);
}
