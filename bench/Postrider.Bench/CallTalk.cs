using System.Text.Json;
using Postrider.Sip.Calling;
using Postrider.Sip.Media;

namespace Postrider.Bench;

/// <summary>P7, sound: so many calls at once, sound both ways all the time, and how late packets leave.</summary>
internal static class CallTalk
{
    public static async Task RunAsync(BenchOptions options)
    {
        var trunk = new SipTrunk { Host = "127.0.0.1", Port = options.Port, Transport = SipTransport.Udp };
        var clip = new byte[8000];
        Random.Shared.NextBytes(clip);
        var statistics = new List<RtpStatistics>();
        var agent = await SipAgent.OpenAsync(trunk, TimeProvider.System, CancellationToken.None);
        var held = GC.GetTotalMemory(forceFullCollection: true);
        var began = new List<(SipCall Call, RtpSession Sound)>();
        for (var number = 0; number < options.Calls; number++)
        {
            var sound = RtpSession.Open(agent.LocalAddress, RtpClock.Shared);
            var call = agent.Call(new SipCallRequest { To = "+15551230000" }, sound);
            began.Add((call, sound));
            await CallSetup.AnsweredAsync(call);
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        for (var second = 0; second < options.Limit.TotalSeconds; second++)
        {
            foreach (var (_, sound) in began)
            {
                sound.Say(clip);
            }

            await timer.WaitForNextTickAsync();
        }

        foreach (var (call, sound) in began)
        {
            statistics.Add(sound.Statistics);
            await call.HangUpAsync(null, CancellationToken.None);
            await call.DisposeAsync();
            await sound.DisposeAsync();
        }

        // Signalling keeps what ended for half a minute more, in case something comes again; with the agent that goes, too.
        await agent.DisposeAsync();
        began.Clear();
        var sent = statistics.Sum(one => one.PacketsSent);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            finished = statistics.Count,
            sent,
            heard = statistics.Sum(one => one.PacketsReceived),
            lost = statistics.Sum(one => one.Lost),
            late = statistics.Sum(one => one.SentLate) / (double)sent,
            skipped = statistics.Sum(one => one.FramesSkipped),
            latest_ms = statistics.Max(one => one.LongestLatenessMilliseconds),
            cpu_seconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            left_sessions = RtpClock.Shared.Count,
            held_before_kb = held / 1024,
            held_after_kb = GC.GetTotalMemory(forceFullCollection: true) / 1024,
        }));
    }
}
