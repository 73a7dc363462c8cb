namespace Postrider.Storage;

/// <summary>Files by their hash, in pieces, so that any node serves any of them.</summary>
public interface IContentStore
{
    /// <summary>Stores it unless the workspace has it already; returns its SHA-256.</summary>
    Task<byte[]> PutAsync(WorkspaceId workspace, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    Task<byte[]?> ReadAsync(WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken);
}
