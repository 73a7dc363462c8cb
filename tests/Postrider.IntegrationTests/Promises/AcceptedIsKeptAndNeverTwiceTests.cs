using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promises 1 and 2, with real processes and real kills: two nodes share one database, clients send 200 requests a second, and every second or so one node is killed.</summary>
[Collection(Alone.Name)]
public sealed class AcceptedIsKeptAndNeverTwiceTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int Kills = 50;
    private const int PerSecond = 200;
    private const int AtOnce = 100;
    private static readonly string[] _recipients = ["alex", "sam", "kim", "lost.alex", "jo"];

    private readonly ConcurrentDictionary<string, string> _acceptedByKey = new();
    private readonly ServerProcess?[] _nodes = new ServerProcess?[2];
    private int _refused;

    [Fact]
    public async Task Accepted_is_kept_and_never_twice_under_fifty_kills()
    {
        await Task.WhenAll(Enumerable.Range(0, _nodes.Length).Select(StartAsync));
        await WidenAccountsAsync();
        using var over = new CancellationTokenSource();
        var load = SendAsync(over.Token);
        await Task.WhenAll(Enumerable.Range(0, _nodes.Length).Select(KillAgainAndAgainAsync));
        await over.CancelAsync();
        await load;

        var accepted = _acceptedByKey.Values.ToHashSet();
        await Eventually.SeesAsync(() => CountAsync("select count(*) from live_job"), live => live == 0, "every job has ended", TimeSpan.FromMinutes(5));
        var settled = await CountAsync("select count(*) from attempt where outcome = 'unknown'");
        output.WriteLine($"{Kills} kills, {accepted.Count} accepted, {_refused} requests sent again, {settled} attempts settled");

        Assert.True(accepted.Count > 1000, $"Only {accepted.Count} were accepted: the load did not run.");
        Assert.Equal(_acceptedByKey.Count, accepted.Count);
        Assert.Equal(accepted.Count, await CountAsync("select count(*) from job"));
        Assert.Equal(accepted.Count, await CountAsync("select count(*) from finished_job"));
        Assert.Equal(accepted.Count, await CountAsync("select count(*) from finished_job where state = 'succeeded'"));
        Assert.Equal(0, await CountAsync("select count(*) from (select job_id from sandbox_outbox where delivered group by job_id having count(*) > 1) twice"));
        Assert.Equal(0, await CountAsync("select count(*) from finished_job f where not exists (select from sandbox_outbox o where o.job_id = f.job_id and o.delivered)"));
        Assert.Equal(0, await CountAsync("select count(*) from lane where in_flight <> 0 or waiting_gap <> 0"));
        Assert.Equal(0, await CountAsync("select count(*) from account_load where in_flight <> 0"));
        Assert.Equal(accepted.Count, await CountAsync("select count(*) from event where kind = 'job.accepted'"));
        Assert.Equal(accepted.Count, await CountAsync("select count(distinct job_id) from event where kind = 'job.succeeded'"));
        await Task.WhenAll(_nodes.Select(node => node!.DisposeAsync().AsTask()));
    }

    private async Task StartAsync(int node) => _nodes[node] = await ServerProcess.StartAsync(database.ConnectionString, new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" });

    private async Task KillAgainAndAgainAsync(int node)
    {
        var random = new Random(node);
        for (var i = 0; i < Kills / _nodes.Length; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1200)), TimeProvider.System);
            await _nodes[node]!.KillAsync();
            await _nodes[node]!.DisposeAsync();
            await StartAsync(node);
        }
    }

    private async Task SendAsync(CancellationToken over)
    {
        var requests = new List<Task>();
        using var mayAsk = new SemaphoreSlim(AtOnce);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond), TimeProvider.System);
        for (var number = 0; !over.IsCancellationRequested; number++)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            requests.Add(SendUntilAcceptedAsync(number, mayAsk));
        }

        await Task.WhenAll(requests);
    }

    /// <summary>As a careful client does: whatever goes wrong, the same request with the same key, to whichever node answers; and so many at once as a server can take, or those sent again and again would be the whole load.</summary>
    private async Task SendUntilAcceptedAsync(int number, SemaphoreSlim mayAsk)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"key-{number}");
        var body = Api.Mail($"{_recipients[number % _recipients.Length]}@example.com").ToJsonString();
        await mayAsk.WaitAsync();
        for (var attempt = number; ; attempt++)
        {
            try
            {
                var answer = await _nodes[attempt % _nodes.Length]!.Client.PostJsonAsync("/api/v1/outreach/dispatches", body, ("Idempotency-Key", key));
                if (answer.Status == HttpStatusCode.Accepted)
                {
                    _acceptedByKey[key] = (string)answer.Item["id"]!;
                    mayAsk.Release();
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or ObjectDisposedException or TaskCanceledException or IOException or System.Net.Sockets.SocketException or System.Text.Json.JsonException)
            {
                // The node died under the request.
            }

            Interlocked.Increment(ref _refused);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task WidenAccountsAsync() => await _nodes[0]!.Client.SendJsonAsync(HttpMethod.Patch, "/api/v1/connect/accounts/sandbox_email", new { max_connections = 50 });

    private async Task<long> CountAsync(string sql)
    {
        await using var command = database.Database.Read.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
