using System.Net;
using System.Security.Cryptography;

namespace Postrider.Sip.Media;

/// <summary>One call's sound, both ways: G.711 in frames of 20 ms, whatever the far side packs and how.</summary>
public sealed partial class RtpSession : ICallMedia, IAsyncDisposable
{
    private readonly PortPair _ports;
    private readonly RtpClock _clock;
    private readonly long _heardAt;
    private readonly int _unsaid;

    private RtpSession(PortPair ports, RtpClock clock, RtpOptions options)
    {
        _ports = ports;
        _clock = clock;
        _heardAt = clock.Time.GetTimestamp();
        _unsaid = 0;
        Local = (IPEndPoint)ports.Sound.LocalEndPoint!;
        LocalKey = options.Encrypt ? new SrtpKey("AES_CM_128_HMAC_SHA1_80", RandomNumberGenerator.GetBytes(30)) : null;
    }

    public IPEndPoint Local { get; }

    public SrtpKey? LocalKey { get; }

    public IRtpEar? Ear { get; set; }

    public int UnsaidMilliseconds => _unsaid;

    public TimeSpan Deafness => _clock.Time.GetElapsedTime(_heardAt);

    public RtpStatistics Statistics => new() { PacketsSent = _unsaid };

    public static RtpSession Open(IPAddress local, RtpClock clock, RtpOptions? options = null)
    {
        options ??= new RtpOptions();
        return new RtpSession(PortPair.Open(local, options), clock, options);
    }

    public void Use(MediaPlan plan) => throw new NotSupportedException();

    public void Say(ReadOnlySpan<byte> ulaw) => throw new NotSupportedException();

    public void Hush() => throw new NotSupportedException();

    public Task WhenSaidAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Press(char digit) => throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        _ports.Dispose();
        return ValueTask.CompletedTask;
    }
}
