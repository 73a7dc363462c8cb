using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Quartz;
using Quartz.Spi;

namespace Postrider.Bench;

/// <summary>P2's peer: Quartz.NET, clustered on PostgreSQL, with one due trigger per job and a job that does nothing.</summary>
internal static class QuartzDrain
{
    // Every step of Quartz's cluster takes one lock row in turn, so more workers only wait for it: 10 and 50 do as much as 20, 200 next to nothing.
    private const int Concurrency = 20;

    public static async Task RunAsync(BenchOptions options)
    {
        await using var database = NpgsqlDataSource.Create(options.Database);
        await ExecuteAsync(database, QuartzSchema.Create);

        var scheduler = await BuildAsync(options.Database);
        var job = JobBuilder.Create<EmptyJob>().WithIdentity("dispatch").StoreDurably().Build();
        await scheduler.ScheduleJob(job, TriggerBuilder.Create().WithIdentity("trigger-1").StartNow().Build());
        await ExecuteAsync(database, QuartzSchema.Multiply.Replace("$1", $"{options.Jobs}", StringComparison.Ordinal));
        await ExecuteAsync(database, "vacuum analyze");

        var clock = Stopwatch.StartNew();
        await scheduler.Start();
        long left;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
            left = await CountLeftAsync(database);
        }
        while (left > 0 && clock.Elapsed < options.Limit);
        var seconds = clock.Elapsed.TotalSeconds;

        var finished = options.Jobs - left;
        Console.WriteLine(JsonSerializer.Serialize(new { finished, seconds, per_second = finished / seconds }));
        await scheduler.Shutdown(waitForJobsToComplete: false);
    }

    private static async Task<IScheduler> BuildAsync(string database)
    {
        var builder = SchedulerBuilder.Create("AUTO", "bench").WithMaxBatchSize(Concurrency).WithMisfireThreshold(TimeSpan.FromHours(1));
        builder.UseDefaultThreadPool(Concurrency);
        builder.UsePersistentStore(store =>
        {
            store.UseProperties = true;
            store.UseClustering();
            store.UsePostgres(database);
            store.UseSerializer<JsonObjectSerializer>();
        });
        return await builder.BuildScheduler();
    }

    // A trigger without a further fire time is deleted when its job has finished.
    private static async Task<long> CountLeftAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select count(*) from qrtz_triggers");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The job store asks for one; with properties as strings and no job data it has nothing to do.</summary>
    private sealed class JsonObjectSerializer : IObjectSerializer
    {
        public void Initialize()
        {
        }

        public byte[] Serialize<T>(T obj) where T : class => JsonSerializer.SerializeToUtf8Bytes(obj);

        public T? DeSerialize<T>(byte[] data) where T : class => JsonSerializer.Deserialize<T>(data);
    }

    private sealed class EmptyJob : IJob
    {
        public Task Execute(IJobExecutionContext context) => Task.CompletedTask;
    }
}
