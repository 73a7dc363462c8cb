using System.Globalization;
using System.Net;
using Postrider.Sip.Media;
using Xunit;

namespace Postrider.IntegrationTests.Sip.Media;

/// <summary>
/// How punctual many calls are at once. POSTRIDER_RTP_SESSIONS and POSTRIDER_RTP_SECONDS make it a measurement; by default it only shows that nothing is far off,
/// on a machine that does other things besides.
/// </summary>
public sealed class RtpLoadTests
{
    [Fact]
    public async Task Many_calls_at_once_are_sent_in_time_and_heard_whole()
    {
        var (count, seconds) = (Number("POSTRIDER_RTP_SESSIONS", 20), Number("POSTRIDER_RTP_SECONDS", 2));
        using var clock = new RtpClock(TimeProvider.System);
        var sessions = new List<RtpSession>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var (one, other) = (RtpSession.Open(IPAddress.Loopback, clock), RtpSession.Open(IPAddress.Loopback, clock));
                one.Use(DrivenCalls.PlanTo(other));
                other.Use(DrivenCalls.PlanTo(one));
                sessions.AddRange([one, other]);
            }

            var sound = new byte[seconds * 8000];
            sessions.ForEach(session => session.Say(sound));
            var allocated = GC.GetTotalAllocatedBytes();
            var begin = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await Task.WhenAll(sessions.Select(session => session.WhenSaidAsync(TestContext.Current.CancellationToken)));
            var (elapsed, cpu) = (TimeProvider.System.GetElapsedTime(begin.Item1), Environment.CpuUsage.TotalTime - begin.TotalTime);
            var all = sessions.ConvertAll(session => session.Statistics);
            Say(
                $"{sessions.Count} sessions, {all.Sum(one => one.PacketsSent)} packets in {elapsed.TotalSeconds:0.0} s, {cpu / elapsed:P0} of a core, {(GC.GetTotalAllocatedBytes() - allocated) / 1024} kB allocated; "
                + $"late by p50 {clock.Lateness.At(0.5):0.0}, p99 {clock.Lateness.At(0.99):0.0}, p99.9 {clock.Lateness.At(0.999):0.0}, at most {clock.Lateness.Longest:0.0} ms; "
                + $"{all.Sum(one => one.SentLate)} over 20 ms, {all.Sum(one => one.Lost)} lost, {all.Sum(one => one.LateFrames)} heard too late, {all.Sum(one => one.FramesSkipped)} left out; jitter up to {all.Max(one => one.Jitter.TotalMilliseconds):0.0} ms");
            Assert.True(clock.Lateness.Count >= all.Sum(one => one.PacketsSent));
            Assert.All(all, one => Assert.InRange(one.PacketsSent + one.FramesSkipped, seconds * 50, (elapsed.TotalSeconds + 1) * 50));
            Assert.InRange(all.Sum(one => one.Lost), 0, clock.Lateness.Count / 100);
            Assert.InRange(clock.Lateness.At(0.5), 0, 20);
        }
        finally
        {
            foreach (var session in sessions)
            {
                await session.DisposeAsync();
            }
        }

        Assert.Equal(0, clock.Count);
    }

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static void Say(string words)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(words);
        if (Environment.GetEnvironmentVariable("POSTRIDER_RTP_SESSIONS") is not null)
        {
            Console.Error.WriteLine(words);
        }
    }
}
