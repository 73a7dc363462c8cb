using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace Postrider.Testing.Sip;

/// <summary>
/// A peer whose every message the test writes itself: for what real ones do not do. Over TCP and TLS it takes one wire at a time
/// and goes on with the newest.
/// </summary>
public sealed class ScriptedSipPeer : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _end = new();
    private readonly Channel<SipText> _came = Channel.CreateUnbounded<SipText>();
    private readonly HashSet<string> _seen = [];
    private readonly Socket? _datagrams;
    private readonly TcpListener? _listener;
    private readonly X509Certificate2? _certificate;
    private readonly Task _listening;
    private EndPoint? _caller;
    private Stream? _stream;
    private Socket? _accepted;

    private ScriptedSipPeer(SipWire wire, X509Certificate2? certificate)
    {
        _certificate = certificate;
        if (wire == SipWire.Udp)
        {
            _datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)_datagrams.LocalEndPoint!).Port;
            _listening = ListenAsync(_datagrams);
        }
        else
        {
            _listener = new TcpListener(IPAddress.Loopback, 0);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _listening = AcceptAsync(_listener, wire);
        }
    }

    public int Port { get; }

    /// <summary>What it writes where its own place is asked for.</summary>
    public string Place => $"127.0.0.1:{Port}";

    /// <summary>Every message as it came, repetitions too.</summary>
    public int Messages { get; private set; }

    public static ScriptedSipPeer Open(SipWire wire = SipWire.Udp, X509Certificate2? certificate = null) => new(wire, certificate);

    /// <summary>The next request of the method or answer with the code, without repetitions of what came before; anything else in between is passed over.</summary>
    /// <param name="what">For example <c>INVITE</c> or <c>200</c>.</param>
    public async Task<SipText> ReceiveAsync(string what, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        List<string> passed = [];
        try
        {
            while (true)
            {
                var message = await _came.Reader.ReadAsync(patience.Token);
                if (_seen.Add(message.Mark) && message.StartLine.StartsWith(message.IsResponse ? $"SIP/2.0 {what} " : $"{what} ", StringComparison.Ordinal))
                {
                    return message;
                }

                passed.Add(message.StartLine);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No {what} came, but: {string.Join(" | ", passed)}");
        }
    }

    public Task SendAsync(SipText message) => SendAsync(message.ToBytes());

    /// <summary>Anything at all, to where the last message came from.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        if (_datagrams is not null)
        {
            await _datagrams.SendToAsync(bytes, _caller ?? throw new InvalidOperationException("Nobody has called yet."), _end.Token);
        }
        else
        {
            await (_stream ?? throw new InvalidOperationException("Nobody has called yet.")).WriteAsync(bytes, _end.Token);
        }
    }

    /// <summary>Closes the wire of TCP or TLS without a word, and takes the next.</summary>
    public void Drop()
    {
        _accepted!.LingerState = new LingerOption(true, 0);
        _accepted.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _datagrams?.Dispose();
        _listener?.Stop();
        _accepted?.Dispose();
        await _listening;
        _end.Dispose();
    }

    private async Task ListenAsync(Socket socket)
    {
        var buffer = new byte[65536];
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var came = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                _caller = came.RemoteEndPoint;
                Take(Encoding.UTF8.GetString(buffer, 0, came.ReceivedBytes));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A caller's closed port is told at the next receive; anything else is the end.
            }
        }
    }

    private async Task AcceptAsync(TcpListener listener, SipWire wire)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _accepted = await listener.AcceptSocketAsync(_end.Token);
                Stream stream = new NetworkStream(_accepted, ownsSocket: true);
                if (wire == SipWire.Tls)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                    stream = secure;
                }

                _stream = stream;
                await ReadAsync(stream);
            }
            catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException or OperationCanceledException or ObjectDisposedException)
            {
                // The wire is gone, or its caller did not like the certificate: the next one may.
            }
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        while (await stream.ReadAsync(buffer, _end.Token) is > 0 and var count)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            while (Next(text) is { } message)
            {
                Take(message);
            }
        }
    }

    private static string? Next(StringBuilder unread)
    {
        var text = unread.ToString();
        var start = text.TakeWhile(c => c is '\r' or '\n').Count();
        var end = text.IndexOf("\r\n\r\n", start, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var body = int.Parse(SipText.Parse(text[start..(end + 4)])["Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
        if (text.Length < end + 4 + body)
        {
            return null;
        }

        unread.Remove(0, end + 4 + body);
        return text[start..(end + 4 + body)];
    }

    private void Take(string text)
    {
        if (text.AsSpan().Trim("\r\n\0").IsEmpty)
        {
            return;
        }

        Messages++;
        _came.Writer.TryWrite(SipText.Parse(text));
    }
}
