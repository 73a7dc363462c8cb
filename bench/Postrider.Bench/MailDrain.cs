using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Channels.Email;
using Postrider.Jobs;
using Postrider.Testing.Engine;

namespace Postrider.Bench;

/// <summary>P4, the whole engine: waiting mails of some accounts claimed, sent to one relay, and durably finished.</summary>
internal static class MailDrain
{
    private const int PreloadBatch = 100;

    public static async Task RunAsync(BenchOptions options)
    {
        var settings = new JsonObject { ["from_address"] = "team@bench.test", ["host"] = "127.0.0.1", ["port"] = options.Port, ["security"] = "none" };
        await using var engine = await BenchEngine.StartAsync(options.Database, options.Lanes, account => account with { Kind = "smtp", Settings = (JsonObject)settings.DeepClone(), MaxConnections = options.Connections });
        await Parallel.ForEachAsync(Enumerable.Range(0, options.Jobs / PreloadBatch), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (batch, _) =>
        {
            var account = engine.Accounts[batch % engine.Accounts.Count];
            await engine.Node.AcceptAllAsync([.. Enumerable.Range(0, PreloadBatch).Select(i => TestNode.Mail(account, $"to{batch}-{i}@bench.test") with { Body = Body($"to{batch}-{i}@bench.test") })]);
        });
        await engine.RunAsync("vacuum analyze");
        await engine.RunAsync("checkpoint");

        var clock = Stopwatch.StartNew();
        await using var worker = await engine.StartWorkerAsync(services => services.AddSingleton(new NetworkPolicy(allowPrivate: true)).AddSingleton<PublicAddress>().AddEmail());
        long finished;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            finished = await engine.CountAsync("select count(*) from finished_job where state = 'succeeded'");
        }
        while (finished < options.Jobs && clock.Elapsed < options.Limit);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new { finished, seconds, per_second = finished / seconds }));
    }

    private static byte[] Body(string address) =>
        new JobBody { Recipient = new JobRecipient { Address = address }, Content = new JobContent { Subject = "Quick introduction", Text = MailSending.Text } }.ToBytes();
}
