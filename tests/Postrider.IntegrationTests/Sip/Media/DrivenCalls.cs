using System.Net;
using Postrider.Sip.Media;
using Postrider.Testing;

namespace Postrider.IntegrationTests.Sip.Media;

/// <summary>Sessions on real sockets whose time is turned by hand.</summary>
internal sealed class DrivenCalls : IAsyncDisposable
{
    private readonly List<RtpSession> _sessions = [];

    public DrivenCalls() => Clock = RtpClock.Driven(Time);

    public ManualClock Time { get; } = new();

    public RtpClock Clock { get; }

    public static MediaPlan PlanTo(RtpSession there) => new()
    {
        Remote = there.Local,
        RemoteControl = new IPEndPoint(there.Local.Address, there.Local.Port + 1),
        Codec = MediaCodec.Pcmu,
        DigitPayloadType = 101,
    };

    public (RtpSession Session, HeardCall Ear) Open(RtpOptions? options = null)
    {
        var (session, ear) = (RtpSession.Open(IPAddress.Loopback, Clock, options), new HeardCall());
        session.Ear = ear;
        _sessions.Add(session);
        return (session, ear);
    }

    /// <summary>Turns time on by so many beats. On loopback what one beat sends is there at the next look.</summary>
    public void Beat(int beats = 1)
    {
        for (var steps = beats * RtpClock.Phases; steps > 0; steps--)
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            Clock.RunDue();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }

        Clock.Dispose();
    }
}
