using System.Security.Cryptography;

namespace Postrider.Access;

/// <summary>A key that seals secrets, and the fingerprint by which it is recognised without being shown.</summary>
public sealed class MasterKey
{
    public const int Size = 32;

    public const int FingerprintSize = 8;

    private readonly byte[] _key;
    private readonly byte[] _fingerprint;

    public MasterKey(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Size);
        _key = key;

        // Keyed, so that the fingerprint is no plain hash of the key.
        _fingerprint = HMACSHA256.HashData(key, "postrider master key fingerprint"u8)[..FingerprintSize];
    }

    public ReadOnlySpan<byte> Fingerprint => _fingerprint;

    /// <summary>As the table <c>master_key</c> has it.</summary>
    public string FingerprintText => Convert.ToHexStringLower(_fingerprint);

    internal ReadOnlySpan<byte> Key => _key;
}
