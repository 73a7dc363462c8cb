using System.Net;
using System.Net.Sockets;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transport;

/// <summary>
/// One port, two sockets. The one that is tied to the trunk has a buffer of its own, so that strangers who flood the port cannot crowd the trunk out, and is
/// told when the trunk's port is shut. The other one takes what comes from elsewhere: a far side that sends past the trunk.
/// </summary>
internal sealed class UdpWire : ISipWire
{
    private const int BufferBytes = 2 * 1024 * 1024;
    private static readonly byte[] _nothing = "\r\n\r\n"u8.ToArray();

    private readonly Socket _tied;
    private readonly Socket _open;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loops = Task.CompletedTask;
    private IWireEar? _ear;
    private bool _isGone;

    private UdpWire(Socket tied, Socket open, IPEndPoint trunk)
    {
        (_tied, _open) = (tied, open);
        Trunk = trunk;
        Local = (IPEndPoint)open.LocalEndPoint!;
    }

    public SipTransport Kind => SipTransport.Udp;

    public IPEndPoint Local { get; }

    public IPEndPoint Trunk { get; }

    public Task Closed => _closed.Task;

    public static UdpWire Open(IPEndPoint trunk)
    {
        var tied = new Socket(trunk.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var open = new Socket(trunk.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            tied.ReceiveBufferSize = open.ReceiveBufferSize = BufferBytes;
            tied.Connect(trunk);

            // The port was taken by one alone; only now may the second have it, and no third.
            Share(tied, true);
            Share(open, true);
            open.Bind(tied.LocalEndPoint!);
            Share(tied, false);
            Share(open, false);
            return new UdpWire(tied, open, trunk);
        }
        catch
        {
            tied.Dispose();
            open.Dispose();
            throw;
        }
    }

    public void Begin(IWireEar ear)
    {
        _ear = ear;
        _loops = Task.WhenAll(Task.Run(HearTrunkAsync), Task.Run(HearOthersAsync));
    }

    public bool Send(ReadOnlyMemory<byte> message, IPEndPoint to)
    {
        for (var again = false; !_isGone; again = true)
        {
            try
            {
                _ = to.Equals(Trunk) ? _tied.Send(message.Span) : _open.SendTo(message.Span, to);
                return true;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused && !again)
            {
                // The word about a datagram before this one.
                _ear?.HearRefusal();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }

        return false;
    }

    public void KeepAlive() => Send(_nothing, Trunk);

    public async ValueTask DisposeAsync()
    {
        if (_isGone)
        {
            return;
        }

        _isGone = true;
        await _stop.CancelAsync();
        _tied.Dispose();
        _open.Dispose();
        await _loops;
        _stop.Dispose();
        _closed.TrySetResult();
    }

    private static void Share(Socket socket, bool isShared) => socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, isShared);

    private async Task HearTrunkAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MessageReader.MostBytes);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _tied.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, _stop.Token);
                if (MessageReader.Read(buffer.AsSpan(0, length)) is { } message)
                {
                    _ear!.Hear(message, Trunk);
                }
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
            {
                _ear!.HearRefusal();
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // Of the network's own making, and about one datagram.
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task HearOthersAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MessageReader.MostBytes);
        var from = new SocketAddress(Local.AddressFamily);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var length = await _open.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, from, _stop.Token);
                if (MessageReader.Read(buffer.AsSpan(0, length)) is { } message)
                {
                    _ear!.Hear(message, (IPEndPoint)Local.Create(from));
                }
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // As above.
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
