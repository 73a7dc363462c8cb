using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>The lines of one session. It keeps what the client sent too early, as a bad server does, so that a test can see it.</summary>
internal sealed class ScriptedSmtpWire(Socket socket) : IAsyncDisposable
{
    private const int LongestLine = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;

    public bool IsSecure => _stream is SslStream;

    public async Task SecureAsync(Certificates certificate, CancellationToken cancellationToken)
    {
        var secure = new SslStream(_stream);
        _stream = secure;
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Certificate }, cancellationToken);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    public ValueTask SendAsync(string line, CancellationToken cancellationToken) => SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);

    /// <summary>One line without its end; null: the client closed.</summary>
    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>();
        return await ReadLineAsync(line, cancellationToken) ? Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\r', '\n') : null;
    }

    /// <summary>A body up to the final dot, which only counts between two whole line ends; null: the client closed before it.</summary>
    /// <param name="onPart">Is told how much arrived, whenever more did; false ends the session.</param>
    public async ValueTask<byte[]?> ReadBodyAsync(Func<long, ValueTask<bool>> onPart, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        var line = new ArrayBufferWriter<byte>();
        var isWhole = true;
        while (true)
        {
            if (_start == _end && (!await FillAsync(cancellationToken) || !await onPart(body.WrittenCount + _end)))
            {
                return null;
            }

            line.ResetWrittenCount();
            if (!await ReadLineAsync(line, cancellationToken))
            {
                return null;
            }

            if (isWhole && line.WrittenSpan.SequenceEqual(".\r\n"u8))
            {
                return body.WrittenSpan.ToArray();
            }

            body.Write(isWhole && line.WrittenSpan.StartsWith("."u8) ? line.WrittenSpan[1..] : line.WrittenSpan);
            isWhole = line.WrittenSpan.EndsWith("\r\n"u8);
        }
    }

    /// <summary>With a reset; or politely, after which the client's own end is waited for, so that what was sent arrives.</summary>
    public async Task DropAsync(bool withReset, CancellationToken cancellationToken)
    {
        if (withReset)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
            return;
        }

        if (_stream is SslStream secure)
        {
            await secure.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(_buffer, cancellationToken) > 0)
        {
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async ValueTask<bool> ReadLineAsync(ArrayBufferWriter<byte> line, CancellationToken cancellationToken)
    {
        while (line.WrittenCount <= LongestLine)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                return false;
            }

            var there = _buffer.AsMemory(_start, _end - _start);
            var end = there.Span.IndexOf((byte)'\n') + 1;
            var piece = end == 0 ? there.Length : end;
            line.Write(there.Span[..piece]);
            _start += piece;
            if (end > 0)
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
