using System.Collections.Concurrent;
using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Attempts;
using Postrider.Testing.Engine;

namespace Postrider.Bench;

/// <summary>P3: how long after its scheduled start a job reaches its driver, with the starts spread evenly over time and lanes.</summary>
internal static class Lateness
{
    // Fresh code is slow; what starts before this is not counted.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(BenchOptions options)
    {
        var gap = TimeSpan.FromSeconds(options.Lanes / (double)options.Rate);
        var perLane = (int)Math.Ceiling((options.Limit + _warmUp) / gap) + 2;
        await using var engine = await BenchEngine.StartAsync(options.Database, options.Lanes);
        var scheduled = new ConcurrentDictionary<Guid, DateTimeOffset>();
        var sendAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30);
        await Parallel.ForAsync(0, options.Lanes, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (lane, _) =>
        {
            // Every lane begins at its own moment of the first gap.
            var mail = TestNode.Mail(engine.Accounts[lane], gap: gap);
            var begin = sendAt + (gap * lane / options.Lanes);
            var first = await engine.Node.AcceptedAsync(mail with { Gap = TimeSpan.Zero, Jitter = begin - TimeProvider.System.GetUtcNow() });
            scheduled[first.JobId] = first.ScheduledAt;
            foreach (var reception in await engine.Node.AcceptAllAsync([.. Enumerable.Repeat(mail, perLane)]))
            {
                var accepted = (Reception.Accepted)reception;
                scheduled[accepted.JobId] = accepted.ScheduledAt;
            }
        });
        await engine.RunAsync("vacuum analyze");
        await engine.RunAsync("checkpoint");

        var late = new ConcurrentQueue<(DateTimeOffset Scheduled, double Milliseconds)>();
        var driver = new ScriptedDriver
        {
            Remembers = false,
            Perform = (job, _) =>
            {
                var due = scheduled[job.Job.JobId];
                late.Enqueue((due, (TimeProvider.System.GetUtcNow() - due).TotalMilliseconds));
                return Task.FromResult<Outcome>(new Outcome.Accepted(new Delivery("message")));
            },
        };
        await using var worker = await engine.StartWorkerAsync(driver);
        var from = scheduled.Values.Min() + _warmUp;
        var to = from + options.Limit;
        await Task.Delay(to - TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1), TimeProvider.System);

        var counted = late.Where(start => start.Scheduled >= from && start.Scheduled < to).Select(start => start.Milliseconds).Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            starts_per_second = counted.Length / options.Limit.TotalSeconds,
            p50_ms = counted[counted.Length / 2],
            p99_ms = counted[counted.Length * 99 / 100],
            p999_ms = counted[counted.Length * 999 / 1000],
            max_ms = counted[^1],
        }));
    }
}
