using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postrider.Sip.Media.Srtp;

/// <summary>What is derived from a master key for packets, or for reports (RFC 3711, §4.3). Not safe for several threads.</summary>
internal sealed class SessionKeys : IDisposable
{
    public const int DigestLength = 20;

    private readonly byte[] _salt;
    private readonly AesCounter _counter;
    private readonly IncrementalHash _digest;
    private readonly byte[] _start = new byte[16];
    private readonly byte[] _rollover = new byte[4];

    private SessionKeys(ReadOnlySpan<byte> key, ReadOnlySpan<byte> digestKey, ReadOnlySpan<byte> salt)
    {
        _salt = salt.ToArray();
        _counter = new AesCounter(key);
        _digest = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, digestKey);
    }

    public static SessionKeys OfSound(SrtpKey master) => Derive(master, 0);

    public static SessionKeys OfReports(SrtpKey master) => Derive(master, 3);

    /// <summary>The bytes that a label stands for.</summary>
    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, int length)
    {
        var start = new byte[16];
        masterSalt.CopyTo(start);
        start[7] ^= label;
        var derived = new byte[length];
        using var counter = new AesCounter(masterKey);
        counter.Apply(start, derived);
        return derived;
    }

    /// <summary>Encrypts or decrypts in place.</summary>
    public void Apply(uint source, ulong index, Span<byte> data)
    {
        _salt.CopyTo(_start, 0);
        _start[14] = _start[15] = 0;
        var sources = _start.AsSpan(4, 4);
        BinaryPrimitives.WriteUInt32BigEndian(sources, BinaryPrimitives.ReadUInt32BigEndian(sources) ^ source);
        var indexes = _start.AsSpan(8, 8);
        BinaryPrimitives.WriteUInt64BigEndian(indexes, BinaryPrimitives.ReadUInt64BigEndian(indexes) ^ (index << 16));
        _counter.Apply(_start, data);
    }

    /// <param name="rollover">Null: reports have none.</param>
    public void Digest(ReadOnlySpan<byte> packet, uint? rollover, Span<byte> digest)
    {
        _digest.AppendData(packet);
        if (rollover is { } count)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_rollover, count);
            _digest.AppendData(_rollover);
        }

        _digest.GetHashAndReset(digest);
    }

    public bool Matches(ReadOnlySpan<byte> packet, uint? rollover, ReadOnlySpan<byte> tag)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        Digest(packet, rollover, digest);
        return CryptographicOperations.FixedTimeEquals(digest[..tag.Length], tag);
    }

    public void Dispose()
    {
        _counter.Dispose();
        _digest.Dispose();
        CryptographicOperations.ZeroMemory(_salt);
    }

    private static SessionKeys Derive(SrtpKey master, byte firstLabel)
    {
        var key = master.KeyAndSalt.Span[..SrtpSuite.KeyLength];
        var salt = master.KeyAndSalt.Span[SrtpSuite.KeyLength..];
        return new SessionKeys(
            Derive(key, salt, firstLabel, SrtpSuite.KeyLength),
            Derive(key, salt, (byte)(firstLabel + 1), DigestLength),
            Derive(key, salt, (byte)(firstLabel + 2), SrtpSuite.SaltLength));
    }
}
