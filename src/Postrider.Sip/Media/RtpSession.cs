using System.Net;
using System.Security.Cryptography;
using Postrider.Sip.Media.Srtp;

namespace Postrider.Sip.Media;

/// <summary>
/// One call's sound, both ways: G.711 in frames of 20 ms, whatever the far side packs and how. Once a plan lets it send, a frame leaves at every beat,
/// silence where nothing is said. While a plan lets it not, what is to be said waits.
/// </summary>
public sealed partial class RtpSession : ICallMedia, IPaced, IAsyncDisposable
{
    /// <summary>The payload type of comfort noise: a sign of life, and nothing to hear (RFC 3389).</summary>
    private const byte ComfortNoise = 13;

    private readonly Lock _gate = new();
    private readonly PortPair _ports;
    private readonly RtpClock _clock;
    private readonly FarEnd _soundEnd = new();
    private readonly FarEnd _reportsEnd = new();
    private readonly SaidSound _said = new();
    private readonly DigitsPressed _pressed = new();
    private readonly JitterBuffer _heard = new();
    private readonly DigitsHeard _digits = new();
    private readonly Reception _reception = new();
    private readonly SentStream _sent = new();
    private readonly byte[] _saidFrame = new byte[SaidSound.Frame];
    private readonly byte[] _heardFrame = new byte[SaidSound.Frame];

    private MediaPlan? _plan;
    private SrtpKey? _sealKey;
    private SrtpKey? _openingKey;
    private SrtpSeal? _seal;
    private SrtpOpening? _opening;
    private long _heardAt;
    private bool _isOver;

    private RtpSession(PortPair ports, RtpClock clock, RtpOptions options)
    {
        _ports = ports;
        _clock = clock;
        _begunAt = clock.Time.GetTimestamp();
        _begunAtWall = clock.Time.GetUtcNow();
        Local = (IPEndPoint)ports.Sound.LocalEndPoint!;
        LocalKey = options.Encrypt ? new SrtpKey(SrtpSuite.Tag80, RandomNumberGenerator.GetBytes(SrtpSuite.KeyLength + SrtpSuite.SaltLength)) : null;
        _from = new SocketAddress(ports.Sound.AddressFamily);
        (_takeSound, _takeReport) = (TakeSound, TakeReport);
    }

    public IPEndPoint Local { get; }

    public SrtpKey? LocalKey { get; }

    /// <summary>Told what is heard and said from now on, and which digits were pressed before: sound may come before anybody listens.</summary>
    public IRtpEar? Ear { get; set; }

    /// <summary>How long it takes until all is said that has not been.</summary>
    public int UnsaidMilliseconds
    {
        get
        {
            lock (_gate)
            {
                return _said.Length / 8;
            }
        }
    }

    /// <summary>How long nothing was heard: since the last packet of this call, or since the last plan. Zero while the plan does not let the far side speak.</summary>
    public TimeSpan Deafness
    {
        get
        {
            lock (_gate)
            {
                return MayHear ? _clock.Time.GetElapsedTime(_heardAt) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>How many callers of <see cref="WhenSaidAsync"/> wait.</summary>
    internal int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _said.Waiting;
            }
        }
    }

    /// <summary>Where sound goes now; null: nowhere.</summary>
    internal IPEndPoint? Target
    {
        get
        {
            lock (_gate)
            {
                return _soundEnd.Place is { } place ? (IPEndPoint)Local.Create(place) : null;
            }
        }
    }

    private bool MayHear => _plan is { } plan && (plan.Direction & MediaDirection.Receive) != 0;

    private bool MaySay => _plan is { } plan && (plan.Direction & MediaDirection.Send) != 0 && _soundEnd.Place is not null;

    /// <summary>Takes an even port for sound and the next one for reports.</summary>
    /// <exception cref="IOException">No pair of ports is free.</exception>
    public static RtpSession Open(IPAddress local, RtpClock clock, RtpOptions? options = null)
    {
        options ??= new RtpOptions();
        var session = new RtpSession(PortPair.Open(local, options), clock, options);
        clock.Add(session);
        return session;
    }

    /// <exception cref="ArgumentException">One key is there without the other, or a key is of no use.</exception>
    public void Use(MediaPlan plan)
    {
        if (plan.LocalKey is null != plan.RemoteKey is null)
        {
            throw new ArgumentException("Sound is encrypted both ways or not at all.", nameof(plan));
        }

        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            UseKeys(plan);
            _plan = plan;
            _heardAt = _clock.Time.GetTimestamp();
            _soundEnd.Use(Reachable(plan.Remote));
            _reportsEnd.Use(Reachable(plan.RemoteControl));
            if (!MayHear)
            {
                _heard.Reset();
            }
        }
    }

    /// <summary>Appends to what is being said: G.711 µ-law of any length. What is short of a frame is filled up with silence once nothing follows.</summary>
    public void Say(ReadOnlySpan<byte> ulaw)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _said.Append(ulaw);
            }
        }
    }

    /// <summary>Forgets what has not been said yet, and the digits that have not been pressed.</summary>
    public void Hush()
    {
        lock (_gate)
        {
            _said.Hush();
            _pressed.Clear();
        }
    }

    /// <summary>Ends when everything that was appended before has been said or hushed, or the session is disposed.</summary>
    public async Task WhenSaidAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? said;
        lock (_gate)
        {
            said = _said.Wait();
        }

        if (said is null)
        {
            return;
        }

        try
        {
            await said.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                _said.Forget(said);
            }

            throw;
        }
    }

    /// <summary>Presses a digit once those before it are pressed; what is being said waits meanwhile.</summary>
    public void Press(char digit)
    {
        var code = DigitEvent.CodeOf(digit) ?? throw new ArgumentOutOfRangeException(nameof(digit), "A digit is one of 0-9, *, # and A-D.");
        lock (_gate)
        {
            if (!_isOver)
            {
                _pressed.Append(code);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return ValueTask.CompletedTask;
            }

            Report(_clock.Time.GetTimestamp(), isLast: true);
            _isOver = true;
            _said.Hush();
            _seal?.Dispose();
            _opening?.Dispose();
        }

        _clock.Remove(this);
        _ports.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A key that stays keeps its state: to begin anew with it would encrypt twice with the same bytes.</summary>
    private void UseKeys(MediaPlan plan)
    {
        if (!IsSame(plan.LocalKey, _sealKey))
        {
            var seal = plan.LocalKey is { } key ? new SrtpSeal(key) : null;
            _seal?.Dispose();
            (_seal, _sealKey) = (seal, plan.LocalKey);
        }

        if (!IsSame(plan.RemoteKey, _openingKey))
        {
            var opening = plan.RemoteKey is { } key ? new SrtpOpening(key) : null;
            _opening?.Dispose();
            (_opening, _openingKey) = (opening, plan.RemoteKey);
        }
    }

    private static bool IsSame(SrtpKey? one, SrtpKey? other) =>
        one?.Suite == other?.Suite && (one?.KeyAndSalt ?? default).Span.SequenceEqual((other?.KeyAndSalt ?? default).Span);

    /// <summary>A held call's 0.0.0.0 and a refused stream's port 0 are nowhere; and a socket reaches only addresses of its own family.</summary>
    private IPEndPoint? Reachable(IPEndPoint? place) =>
        place is null || place.Port == 0 || place.Address.Equals(IPAddress.Any) || place.Address.Equals(IPAddress.IPv6Any) || place.AddressFamily != Local.AddressFamily ? null : place;
}
