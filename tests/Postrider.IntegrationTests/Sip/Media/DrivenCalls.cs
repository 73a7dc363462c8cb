using System.Net;
using Postrider.Sip.Media;
using Postrider.Testing;

namespace Postrider.IntegrationTests.Sip.Media;

/// <summary>Sessions on real sockets whose time is turned by hand: each beat waits until what it sent has arrived.</summary>
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

    /// <summary>Turns time on by so many beats.</summary>
    public async Task BeatAsync(int beats = 1)
    {
        for (; beats > 0; beats--)
        {
            var before = _sessions.Select(session => session.Statistics).ToList();
            Time.Advance(TimeSpan.FromMilliseconds(20));
            Clock.RunDue();
            for (var i = 0; i < before.Count; i++)
            {
                await ArrivedAsync(i, before);
            }
        }
    }

    public async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
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

    /// <summary>Waits for as many datagrams at all sessions together as one has sent to them; what goes elsewhere does not count.</summary>
    private async Task ArrivedAsync(int of, List<RtpStatistics> before)
    {
        var sent = _sessions[of].Statistics.PacketsSent - before[of].PacketsSent;
        if (sent == 0 || _sessions.FirstOrDefault(session => Equals(session.Local, _sessions[of].Target)) is not { } target)
        {
            return;
        }

        var old = before[_sessions.IndexOf(target)];
        await UntilAsync(() => Count(target.Statistics) >= Count(old) + sent);
    }

    private static long Count(RtpStatistics statistics) => statistics.PacketsReceived + statistics.PacketsIgnored;
}
