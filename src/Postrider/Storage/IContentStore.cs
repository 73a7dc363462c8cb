namespace Postrider.Storage;

/// <summary>Files by their hash, in pieces, so that any node serves any of them.</summary>
public interface IContentStore
{
    /// <summary>Stores it unless the workspace has it already; returns its SHA-256.</summary>
    Task<byte[]> PutAsync(WorkspaceId workspace, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>The same for what is too large to be held: the stream is read twice, from its beginning.</summary>
    Task<byte[]> PutAsync(WorkspaceId workspace, Stream data, CancellationToken cancellationToken);

    /// <summary>Hands it on piece by piece; false: it is not stored.</summary>
    Task<bool> CopyAsync(WorkspaceId workspace, byte[] sha256, Stream target, CancellationToken cancellationToken);

    Task<byte[]?> ReadAsync(WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken);
}
