using System.Security.Cryptography;

namespace Postrider.Sip.Media.Srtp;

/// <summary>AES in counter mode as RFC 3711, §4.1.1 has it. Not safe for several threads.</summary>
internal sealed class AesCounter : IDisposable
{
    /// <summary>The most bytes that one call can work on.</summary>
    public const int Most = 2048;

    private const int Block = 16;

    private readonly Aes _aes = Aes.Create();
    private readonly ICryptoTransform _encryptor;
    private readonly byte[] _counters = new byte[Most];
    private readonly byte[] _stream = new byte[Most];

    public AesCounter(ReadOnlySpan<byte> key)
    {
        // The counter mode of the standard is made of single blocks: nothing is encrypted with ECB itself.
#pragma warning disable CA5358
        _aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        _aes.Padding = PaddingMode.None;
        _aes.Key = key.ToArray();
        _encryptor = _aes.CreateEncryptor();
    }

    /// <summary>Encrypts or decrypts in place.</summary>
    /// <param name="start">The first counter block; its last two bytes are zero.</param>
    public void Apply(ReadOnlySpan<byte> start, Span<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        var blocks = (data.Length + Block - 1) / Block;
        for (var i = 0; i < blocks; i++)
        {
            var counter = _counters.AsSpan(i * Block, Block);
            start.CopyTo(counter);
            counter[14] = (byte)(i >> 8);
            counter[15] = (byte)i;
        }

        _encryptor.TransformBlock(_counters, 0, blocks * Block, _stream, 0);
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= _stream[i];
        }
    }

    public void Dispose()
    {
        _encryptor.Dispose();
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_stream);
    }
}
