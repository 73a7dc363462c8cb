using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postrider.Mail.Wire;

/// <summary>Lines and bytes to and from a mail server, plain or over TLS. Every read and write has the host's patience as its limit.</summary>
public sealed class MailWire : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly MailHost _host;
    private readonly Patience _patience;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly ArrayBufferWriter<byte> _out = new(1024);
    private Stream _stream;
    private int _start;
    private int _end;
    private Task<int>? _begun;

    /// <param name="stream">What it speaks over; it owns the stream from now on.</param>
    public MailWire(Stream stream, MailHost host, TimeProvider time) : this(stream, host, new Patience(host, time))
    {
    }

    private MailWire(Stream stream, MailHost host, Patience patience) => (_stream, _host, _patience) = (stream, host, patience);

    public bool IsSecure => _stream is SslStream;

    /// <summary>How long the next steps may take; the host's patience unless set.</summary>
    public TimeSpan LongestStep
    {
        get => _patience.Longest;
        set => _patience.Longest = value;
    }

    /// <summary>Whether something came that nobody has read yet, an end among it. Only of a plain socket; over TLS it sees only what was decrypted.</summary>
    public bool HasMore => _start < _end || (_stream is NetworkStream network && network.Socket.Poll(0, SelectMode.SelectRead));

    /// <summary>Connects, with TLS at once where the host wants it so.</summary>
    public static async Task<MailWire> ConnectAsync(MailHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var patience = new Patience(host, time);
        MailWire? wire = null;
        try
        {
            var socket = await patience.GuardAsync(host, static (host, token) => Dialling.ConnectAsync(host, token), cancellationToken);
            wire = new MailWire(new NetworkStream(socket, ownsSocket: true), host, patience);
            if (host.Security == WireSecurity.Tls)
            {
                await wire.SecureAsync(cancellationToken);
            }

            return wire;
        }
        catch
        {
            patience.Dispose();
            if (wire is not null)
            {
                await wire.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Goes on over TLS. What was received before and not read is an attack, or a bug, and ends the session.</summary>
    public async Task SecureAsync(CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            throw new WireException(WireFault.Protocol, $"{_host} sent more than it may before TLS began.");
        }

        _stream = await _patience.GuardAsync(this, static (wire, token) => Tls.WrapAsync(wire._stream, wire._host, token), cancellationToken);
    }

    /// <summary>One line without its end. A longer one than <paramref name="longest"/> ends the session.</summary>
    public async ValueTask<string> ReadLineAsync(int longest, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadLineBytesAsync(longest, cancellationToken));

    /// <summary>One line without its end, as bytes.</summary>
    public async ValueTask<byte[]> ReadLineBytesAsync(int longest, CancellationToken cancellationToken)
    {
        // Most lines are already there whole, and then nothing is copied but what is given.
        ArrayBufferWriter<byte>? begun = null;
        while (true)
        {
            var there = _buffer.AsMemory(_start, _end - _start);
            var end = there.Span.IndexOf((byte)'\n');
            var piece = end < 0 ? there : there[..end];
            if ((begun?.WrittenCount ?? 0) + piece.Length > longest)
            {
                throw new WireException(WireFault.Protocol, $"{_host} sent a line of over {longest} bytes.");
            }

            if (end < 0 || begun is not null)
            {
                (begun ??= new ArrayBufferWriter<byte>(256)).Write(piece.Span);
            }

            if (end >= 0)
            {
                _start += end + 1;
                var line = begun is null ? piece.Span : begun.WrittenSpan;
                return (line.EndsWith("\r"u8) ? line[..^1] : line).ToArray();
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <summary>Exactly so many bytes, handed on as they come.</summary>
    public async ValueTask ReadBytesAsync(long count, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                await FillAsync(cancellationToken);
            }

            var piece = (int)Math.Min(count, _end - _start);
            await take(_buffer.AsMemory(_start, piece), cancellationToken);
            _start += piece;
            count -= piece;
        }
    }

    /// <summary>
    /// Whether something can be read, waiting up to <paramref name="longest"/> for it; the host's patience does not count here. It takes nothing: a
    /// wait that ends without loses no byte, and a session that ended is told by the next read.
    /// </summary>
    public async ValueTask<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return true;
        }

        // Not cancelled with the wait: what a cancelled read of TLS leaves behind is nowhere promised.
        (_start, _end) = (0, 0);
        _begun ??= _stream.ReadAsync(_buffer, CancellationToken.None).AsTask();
        await ((Task)_begun).WaitAsync(longest, _patience.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_begun.IsCompleted)
        {
            return true;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>Puts a line into what the next <see cref="FlushAsync"/> sends. The text must be one line: whoever builds it answers for that.</summary>
    public void PutLine(string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A command must be one line.", nameof(line));
        }

        Encoding.UTF8.GetBytes(line, _out);
        _out.Write("\r\n"u8);
    }

    public async ValueTask SendLineAsync(string line, CancellationToken cancellationToken)
    {
        PutLine(line);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Puts bytes into what the next <see cref="FlushAsync"/> sends, as they are.</summary>
    public void PutBytes(ReadOnlySpan<byte> bytes) => _out.Write(bytes);

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_out.WrittenCount > 0)
        {
            await SendAsync(_out.WrittenMemory, cancellationToken);
            _out.ResetWrittenCount();
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => await _patience.GuardAsync(
        (_stream, bytes),
        static async (state, token) =>
        {
            await state._stream.WriteAsync(state.bytes, token);
            return true;
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _patience.Dispose();

        // What was begun fails with the stream, and nobody waits for it any more.
        _ = _begun?.ContinueWith(static read => read.Exception, TaskScheduler.Default);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        (_start, _end) = (0, 0);
        _end = await _patience.GuardAsync(this, static (wire, token) => wire._begun is { } begun ? new(begun.WaitAsync(token)) : wire._stream.ReadAsync(wire._buffer, token), cancellationToken);
        _begun = null;
        if (_end == 0)
        {
            throw new WireException(WireFault.Closed, $"{_host} closed the session.");
        }
    }
}
