using Postrider.Access;

namespace Postrider.Storage;

/// <summary>Remembers which master keys sealed something, so that a node with a wrong one does not start.</summary>
public interface IMasterKeyStore
{
    /// <summary>
    /// Refuses with <see cref="UnknownMasterKeyException"/> when something here was sealed with a key that the list lacks; else records
    /// the first key, seals again what older keys of the list sealed, and forgets those that seal nothing any more.
    /// </summary>
    Task AdmitAsync(MasterKeys keys, CancellationToken cancellationToken);

    /// <summary>A secret of the installation itself, made by whoever asks first; the store keeps it sealed.</summary>
    Task<byte[]> MakeSureOfAsync(string name, SecretBox box, CancellationToken cancellationToken);
}
