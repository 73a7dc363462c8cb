namespace Postrider.Storage;

/// <summary>The port of what was said before: which content a text became. Thirty days after it was kept it is forgotten.</summary>
public interface ISpeechStore
{
    /// <summary>The content's SHA-256; null: it is not known.</summary>
    Task<byte[]?> FindAsync(WorkspaceId workspace, byte[] textHash, CancellationToken cancellationToken);

    /// <summary>Keeps it from now on, whatever was kept there before.</summary>
    Task KeepAsync(WorkspaceId workspace, byte[] textHash, byte[] sha256, CancellationToken cancellationToken);
}
