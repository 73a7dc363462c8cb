using System.Net;
using Postrider.Sip.Media;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.Sip.Media;

public sealed class RtpEndTests
{
    [Fact]
    public async Task After_the_end_no_port_no_beat_and_nobody_who_waits_is_left()
    {
        await using var calls = new DrivenCalls();
        var sessions = Enumerable.Range(0, 6).Select(_ => calls.Open(At(FreePort.TakeRow(2))).Session).ToList();
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            session.Use(DrivenCalls.PlanTo(sessions[i ^ 1]));
            session.Say(new byte[16000]);
        }

        var waiting = sessions.Select(session => session.WhenSaidAsync(TestContext.Current.CancellationToken)).ToList();
        calls.Beat(3);
        Assert.Equal(6, calls.Clock.Count);
        foreach (var session in sessions)
        {
            await session.DisposeAsync();
            await session.DisposeAsync();
            session.Say(new byte[160]);
            session.Press('1');
            session.Use(DrivenCalls.PlanTo(sessions[0]));
            Assert.Equal((0, 0), (session.UnsaidMilliseconds, session.Waiting));
        }

        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(0, calls.Clock.Count);
        calls.Beat(3);
        foreach (var port in sessions.Select(session => session.Local.Port))
        {
            await using var again = RtpSession.Open(IPAddress.Loopback, calls.Clock, At(port));
            Assert.Equal(port, again.Local.Port);
            var fault = Assert.Throws<IOException>(() => RtpSession.Open(IPAddress.Loopback, calls.Clock, At(port)));
            Assert.Contains($"between {port} and {port + 1}", fault.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, calls.Clock.Count);
    }

    [Fact]
    public async Task An_ear_that_throws_stops_neither_its_call_nor_another()
    {
        await using var calls = new DrivenCalls();
        var (one, other) = (calls.Open().Session, calls.Open());
        one.Ear = new Fault();
        one.Use(DrivenCalls.PlanTo(other.Session));
        other.Session.Use(DrivenCalls.PlanTo(one));
        calls.Beat(10);
        Assert.Equal((10, 10, 10), (one.Statistics.EarFaults, one.Statistics.PacketsSent, other.Ear.Beats));
    }

    /// <summary>A pair that the system gives to nobody who asks for any port, or it might be gone before it is opened again.</summary>
    private static RtpOptions At(int port) => new() { FirstPort = port, LastPort = port + 1 };

    private sealed class Fault : IRtpEar
    {
        public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said) => throw new InvalidOperationException("as scripted");

        public void HearDigit(char digit) => throw new InvalidOperationException("as scripted");
    }
}
