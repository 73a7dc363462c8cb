using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postrider.Acceptance;

/// <summary>
/// Collects bytes for one SHA-256. What fits into its buffer, as nearly every request does, is hashed in one call; one sink per
/// thread is reused, so hashing allocates nothing.
/// </summary>
internal sealed class HashSink
{
    [ThreadStatic]
    private static HashSink? _ofThread;

    private readonly byte[] _buffer = new byte[8192];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _length;
    private bool _flushed;

    public static HashSink Begin()
    {
        var sink = _ofThread ??= new HashSink();

        // A value that could not be read may have left half a hash behind.
        if (sink._flushed)
        {
            Span<byte> dropped = stackalloc byte[SHA256.HashSizeInBytes];
            sink._hash.GetHashAndReset(dropped);
        }

        sink._length = 0;
        sink._flushed = false;
        return sink;
    }

    public void Append(byte one)
    {
        if (_length == _buffer.Length)
        {
            Flush();
        }

        _buffer[_length++] = one;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _length)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                _hash.AppendData(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void AppendLength(long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Append(bytes);
    }

    public Guid End()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (_flushed)
        {
            _hash.AppendData(_buffer, 0, _length);
            _hash.GetHashAndReset(hash);
            _flushed = false;
        }
        else
        {
            SHA256.HashData(_buffer.AsSpan(0, _length), hash);
        }

        return new Guid(hash[..16], bigEndian: true);
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
        _flushed = true;
    }
}
