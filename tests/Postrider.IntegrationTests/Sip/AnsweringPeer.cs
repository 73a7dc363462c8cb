using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Postrider.Sip.Transport;

namespace Postrider.IntegrationTests.Sip;

/// <summary>A far side on a real socket that answers everything with 200, over UDP or over one stream.</summary>
internal sealed class AnsweringPeer : IAsyncDisposable
{
    private const string Session = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _socket;
    private readonly Task _loop;
    private Stream? _stream;

    private AnsweringPeer(SipTransport transport, X509Certificate2? certificate)
    {
        var isUdp = transport == SipTransport.Udp;
        _socket = new Socket(AddressFamily.InterNetwork, isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (!isUdp)
        {
            _socket.Listen();
        }

        _loop = Task.Run(() => isUdp ? ServeDatagramsAsync() : ServeStreamAsync(certificate));
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>The last INVITE.</summary>
    public SipRequest? Invite { get; private set; }

    public int Byes { get; private set; }

    /// <summary>When a BYE came.</summary>
    public Task Hung => _hung.Task;

    public static AnsweringPeer Udp() => new(SipTransport.Udp, null);

    public static AnsweringPeer Tcp() => new(SipTransport.Tcp, null);

    public static AnsweringPeer Tls(X509Certificate2 certificate) => new(SipTransport.Tls, certificate);

    public SipTrunk Trunk(SipTransport transport, string? pin = null, string host = "127.0.0.1") =>
        new() { Host = host, Port = Port, Transport = transport, CertificateSha256 = pin };

    /// <summary>A BYE within the last call.</summary>
    public byte[] Bye() => Text("BYE sip:a SIP/2.0", $"SIP/2.0/UDP 127.0.0.1:{Port};branch=z9hG4bKbye;rport", $"{Invite!.Headers["To"]};tag=far", Invite.Headers["From"]!, "9 BYE", "");

    public ValueTask SendAsync(byte[] bytes) => _stream!.WriteAsync(bytes);

    public void CloseStream() => _stream!.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        _stream?.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private byte[] Text(string first, string via, string from, string to, string sequence, string body) => System.Text.Encoding.UTF8.GetBytes(
        $"{first}\r\nVia: {via}\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {Invite?.CallId}\r\nCSeq: {sequence}\r\nContact: <sip:far@127.0.0.1:{Port}>\r\nContent-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private byte[]? Answer(SipMessage? message)
    {
        if (message is not SipRequest request || request.Method == SipMethod.Ack)
        {
            return null;
        }

        Invite = request.Method == SipMethod.Bye ? Invite : request;
        var tag = request.ToTag is null ? ";tag=far" : "";
        var answer = Text("SIP/2.0 200 OK", request.Headers["Via"]!, request.Headers["From"]!, $"{request.Headers["To"]}{tag}", request.Headers["CSeq"]!, request.Method == SipMethod.Invite ? Session : "");
        if (request.Method == SipMethod.Bye)
        {
            Byes++;
            _hung.TrySetResult();
            return System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(answer).Replace($"Call-ID: {Invite?.CallId}", $"Call-ID: {request.CallId}", StringComparison.Ordinal));
        }

        return answer;
    }

    private async Task ServeDatagramsAsync()
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (Answer(MessageReader.Read(buffer.AsSpan(0, got.ReceivedBytes))) is { } answer)
                {
                    await _socket.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeStreamAsync(X509Certificate2? certificate)
    {
        using var framing = new MessageFraming();
        try
        {
            _stream = new NetworkStream(await _socket.AcceptAsync(_stop.Token), ownsSocket: true);
            if (certificate is not null)
            {
                var secure = new SslStream(_stream);
                _stream = secure;
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
            }

            while (await _stream.ReadAsync(framing.Free(), _stop.Token) is > 0 and var count)
            {
                framing.Advance(count);
                while (framing.Next() is { } message)
                {
                    if (Answer(message) is { } answer)
                    {
                        await _stream.WriteAsync(answer, _stop.Token);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
        }
    }
}
