using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Access;

/// <summary>
/// Seals an account's secrets with AES-256-GCM. Sealed bytes are: format (1), fingerprint of the key (8), nonce (12),
/// tag (16), ciphertext. The workspace's and the account's ids are bound to them, so that nobody who can write to the
/// database can move one account's secrets to another.
/// </summary>
public sealed class SecretBox(MasterKeys keys)
{
    private const byte Format = 1;
    private const int NonceAt = 1 + MasterKey.FingerprintSize;
    private const int TagAt = NonceAt + NonceSize;
    private const int TextAt = TagAt + TagSize;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public byte[] Seal(WorkspaceId workspaceId, string accountId, ReadOnlySpan<byte> secret)
    {
        var bytes = new byte[TextAt + secret.Length];
        var written = bytes.AsSpan();
        written[0] = Format;
        keys.First.Fingerprint.CopyTo(written[1..]);
        RandomNumberGenerator.Fill(written[NonceAt..TagAt]);
        using var cipher = new AesGcm(keys.First.Key, TagSize);
        cipher.Encrypt(written[NonceAt..TagAt], secret, written[TextAt..], written[TagAt..TextAt], BoundTo(workspaceId, accountId));
        return bytes;
    }

    /// <summary>The secret; throws <see cref="CryptographicException"/> when the bytes were changed, belong elsewhere, or no listed key sealed them.</summary>
    public byte[] Open(WorkspaceId workspaceId, string accountId, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < TextAt || bytes[0] != Format)
        {
            throw new CryptographicException($"The secrets of account '{accountId}' are not in a form that this program knows.");
        }

        var key = keys.Find(bytes[1..NonceAt])
            ?? throw new CryptographicException($"The secrets of account '{accountId}' were sealed with a key that {MasterKeys.Variable} does not list.");
        var secret = new byte[bytes.Length - TextAt];
        using var cipher = new AesGcm(key.Key, TagSize);
        cipher.Decrypt(bytes[NonceAt..TagAt], bytes[TextAt..], bytes[TagAt..TextAt], secret, BoundTo(workspaceId, accountId));
        return secret;
    }

    /// <summary>Whether an older key of the list sealed the bytes, so that they should be sealed again.</summary>
    public bool IsOld(ReadOnlySpan<byte> bytes) =>
        bytes.Length < TextAt || !bytes[1..NonceAt].SequenceEqual(keys.First.Fingerprint);

    private static byte[] BoundTo(WorkspaceId workspaceId, string accountId)
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(accountId)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, workspaceId.Value);
        Encoding.UTF8.GetBytes(accountId, bytes.AsSpan(sizeof(long)));
        return bytes;
    }
}
