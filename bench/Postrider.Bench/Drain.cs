using System.Diagnostics;
using System.Text.Json;
using Postrider.Testing.Engine;

namespace Postrider.Bench;

/// <summary>P2: waiting jobs on lanes without a gap, claimed, given to a driver that does nothing, and durably finished.</summary>
internal static class Drain
{
    private const int PreloadBatch = 100;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var engine = await BenchEngine.StartAsync(options.Database, options.Lanes);
        var batches = Enumerable.Range(0, options.Jobs / PreloadBatch);
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (batch, _) =>
        {
            var account = engine.Accounts[batch % engine.Accounts.Count];
            await engine.Node.AcceptAllAsync([.. Enumerable.Range(0, PreloadBatch).Select(i => TestNode.Mail(account, $"to{batch}-{i}@example.com"))]);
        });
        await engine.RunAsync("vacuum analyze");
        await engine.RunAsync("checkpoint");

        var clock = Stopwatch.StartNew();
        await using var worker = await engine.StartWorkerAsync(new ScriptedDriver { Remembers = false });
        long finished;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            finished = await engine.CountAsync("select count(*) from finished_job");
        }
        while (finished < options.Jobs && clock.Elapsed < options.Limit);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new { finished, seconds, per_second = finished / seconds }));
    }
}
