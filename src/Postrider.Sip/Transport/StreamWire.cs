using System.Net;
using System.Threading.Channels;
using Postrider.Sip.Calling;

namespace Postrider.Sip.Transport;

/// <summary>One stream to the trunk, over TCP or TLS; everything goes through it, in both directions.</summary>
internal sealed class StreamWire(Stream stream, SipTransport kind, IPEndPoint local, IPEndPoint trunk, TimeProvider time) : ISipWire
{
    /// <summary>Beyond this the far side reads nothing any more.</summary>
    private const int MostUnsent = 20_000;
    private static readonly byte[] _ping = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] _pong = "\r\n"u8.ToArray();

    private readonly Channel<ReadOnlyMemory<byte>> _unsent = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MostUnsent) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new(Timeout.InfiniteTimeSpan, time);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loops = Task.CompletedTask;
    private IWireEar? _ear;
    private int _isEnded;
    private int _isDisposed;

    public SipTransport Kind => kind;

    public IPEndPoint Local => local;

    public IPEndPoint Trunk => trunk;

    public Task Closed => _closed.Task;

    public void Begin(IWireEar ear)
    {
        _ear = ear;
        _loops = Task.WhenAll(Task.Run(ReadAsync), Task.Run(WriteAsync));
    }

    public bool Send(ReadOnlyMemory<byte> message, IPEndPoint to)
    {
        if (_unsent.Writer.TryWrite(message))
        {
            return true;
        }

        if (Volatile.Read(ref _isEnded) == 0)
        {
            // Not from here: whoever sends must not hear of the end before it has sent.
            _ = Task.Run(() => End("It reads nothing any more."));
        }

        return false;
    }

    public void KeepAlive() => Send(_ping, trunk);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // What was written last, a BYE for example, still leaves; a far side that does not read is not waited for.
        _unsent.Writer.TryComplete();
        Interlocked.Exchange(ref _isEnded, 1);
        _stop.CancelAfter(TimeSpan.FromSeconds(1));
        await _loops;
        await stream.DisposeAsync();
        _stop.Dispose();
        _closed.TrySetResult();
    }

    private async Task ReadAsync()
    {
        using var framing = new MessageFraming();
        var reason = "It closed the stream.";
        try
        {
            while (await stream.ReadAsync(framing.Free(), _stop.Token) is > 0 and var count)
            {
                framing.Advance(count);
                while (framing.Next() is { } message)
                {
                    _ear!.Hear(message, trunk);
                }

                if (framing.TakePing())
                {
                    Send(_pong, trunk);
                }

                if (framing.IsBroken)
                {
                    reason = "It sent what is no SIP.";
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            reason = exception.Message;
        }

        End(reason);
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _unsent.Reader.ReadAllAsync(_stop.Token))
            {
                await stream.WriteAsync(message, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            End(exception.Message);
        }

        // All was said, or nothing more can be: the reading loop has nothing to wait for.
        await _stop.CancelAsync();
    }

    private void End(string reason)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
        {
            return;
        }

        _unsent.Writer.TryComplete();
        _closed.TrySetResult();
        _ear?.HearEnd(reason);
    }
}
