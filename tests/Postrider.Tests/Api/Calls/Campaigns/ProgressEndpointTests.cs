using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns;
using Xunit;
using static Postrider.Tests.Api.Calls.Campaigns.ShownProgress;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>What a client of the event stream reads.</summary>
public sealed class ProgressEndpointTests : IDisposable
{
    private readonly ShownProgress _shown = new();
    private readonly Host _host = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly ProgressEndpoint _endpoint;

    public ProgressEndpointTests() => _endpoint = new ProgressEndpoint(_shown.Hub, _shown.Clock, _host);

    public void Dispose()
    {
        _gone.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_client_reads_a_snapshot_each_second_s_change_and_the_end()
    {
        var (body, _, watching) = Watch();
        await body.UntilAsync(read => read.Events.Length == 1);
        for (var step = 2; step <= 4; step++)
        {
            _shown.Now = At($"{step}", isLast: step == 4);
            await PassAsync();
            await body.UntilAsync(read => read.Events.Length >= step);
        }

        await watching;
        Assert.Equal(
            """
            retry: 2000

            event: progress
            id: 1
            data: 1

            event: progress
            id: 2
            data: 2

            event: progress
            id: 3
            data: 3

            event: progress
            id: 4
            data: 4

            event: end
            id: 4.end
            data: {"state":"completed"}


            """.ReplaceLineEndings("\n"),
            body.Text);
    }

    [Fact]
    public async Task A_slow_client_gets_the_newest_and_keeps_nobody_waiting()
    {
        var (slow, _, watchingSlow) = Watch();
        var (fast, _, watching) = Watch();
        await slow.UntilAsync(read => read.Events.Length == 1);
        await fast.UntilAsync(read => read.Events.Length == 1);
        var gate = new TaskCompletionSource();
        slow.Gate = gate.Task;
        for (var step = 2; step <= 6; step++)
        {
            _shown.Now = At($"{step}", isLast: step == 6);

            // Timers: the hub's, one for the longest of each stream, and one for each who waits for news.
            await _shown.PassAsync(step == 2 ? 5 : 4);
            await fast.UntilAsync(read => read.Events.Length >= step);
        }

        await watching;
        await slow.Waits.Task;
        gate.SetResult();
        await watchingSlow;
        Assert.Equal(["progress 1", "progress 2", "progress 3", "progress 4", "progress 5", "progress 6", """end {"state":"completed"}"""], fast.Events);
        Assert.Equal(["progress 1", "progress 2", "progress 6", """end {"state":"completed"}"""], slow.Events);
    }

    [Fact]
    public async Task Who_comes_again_gets_what_is_new_and_what_is_known_not_again()
    {
        _shown.Now = At("7");
        var (knows, _, _) = Watch("7");
        var (behind, _, _) = Watch("6");
        await behind.UntilAsync(read => read.Events.Length == 1);
        await knows.UntilAsync(read => read.Text.Contains(": nothing new", StringComparison.Ordinal));
        Assert.Empty(knows.Events);

        _shown.Now = At("8");
        await PassAsync(5);
        await behind.UntilAsync(read => read.Events.Length == 2);
        await knows.UntilAsync(read => read.Events.Length == 1);
        Assert.Equal(["progress 8"], knows.Events);
    }

    [Fact]
    public async Task Who_has_been_told_the_end_is_not_told_again()
    {
        _shown.Now = At("9", isLast: true);
        var (body, _, watching) = Watch("9");
        await watching;
        Assert.Equal(["""end {"state":"completed"}"""], body.Events);

        var (again, context, watchingAgain) = Watch("9.end");
        await watchingAgain;
        Assert.Equal((204, ""), (context.Response.StatusCode, again.Text));
    }

    [Fact]
    public async Task Silence_is_broken_every_fifteen_seconds_and_shows_when_the_end_moved()
    {
        var (body, _, _) = Watch();
        await body.UntilAsync(read => read.Events.Length == 1);
        await SecondsAsync(15);
        await body.UntilAsync(read => read.Text.EndsWith(": nothing new\n\n", StringComparison.Ordinal));

        _shown.Now = At("1", data: "1, later");
        await SecondsAsync(15);
        await body.UntilAsync(read => read.Events.Length == 2);
        Assert.Equal(["progress 1", "progress 1, later"], body.Events);
        Assert.Equal(1, body.Text.Split(": nothing new").Length - 1);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_and_takes_no_more()
    {
        var (body, _, watching) = Watch();
        await body.UntilAsync(read => read.Events.Length == 1);
        await _host.StopAsync();
        await watching;
        Assert.DoesNotContain("event: end", body.Text, StringComparison.Ordinal);

        var (_, late, watchingLate) = Watch();
        await watchingLate;
        Assert.Equal(503, late.Response.StatusCode);
    }

    [Fact]
    public async Task A_stream_lasts_half_an_hour_at_most()
    {
        var (body, _, watching) = Watch();
        await body.UntilAsync(read => read.Events.Length == 1);
        await PassAsync(by: ProgressEndpoint.Longest);
        await watching;
        Assert.DoesNotContain("event: end", body.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_campaign_is_not_found_and_too_many_viewers_are_sent_away()
    {
        var (_, nonsense, first) = Watch(id: "../etc");
        _shown.Now = null;
        var (_, unknown, second) = Watch();
        await Task.WhenAll(first, second);
        Assert.Equal((404, 404), (nonsense.Response.StatusCode, unknown.Response.StatusCode));

        for (var i = 0; i < ProgressHub.MostViewers / 2; i++)
        {
            _shown.Enter();
        }

        var (body, full, third) = Watch();
        await third;
        Assert.Equal((503, "30"), (full.Response.StatusCode, full.Response.Headers.RetryAfter.ToString()));
        Assert.Contains("as many viewers as it can", body.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_goes_away_is_not_written_to_any_more()
    {
        var (body, _, watching) = Watch();
        await body.UntilAsync(read => read.Events.Length == 1);
        await _gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    private (WatchedBody Body, HttpContext Context, Task Watching) Watch(string? known = null, string? id = null)
    {
        var (body, context) = (new WatchedBody(), new DefaultHttpContext());
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        context.Request.RouteValues["id"] = id ?? CampaignId.Of(_shown.CampaignId);
        context.Request.Headers["Last-Event-ID"] = known;
        context.RequestAborted = _gone.Token;
        var watching = _endpoint.WatchAsync(context, new WorkspaceId(1));
        return (body, context, CompleteAsync());

        async Task CompleteAsync()
        {
            await watching;
            await context.Response.BodyWriter.FlushAsync();
        }
    }

    /// <summary>Timers of one stream: the hub's, its longest, and its wait for news.</summary>
    private Task PassAsync(int timers = 3, TimeSpan? by = null) => _shown.PassAsync(timers, by);

    private async Task SecondsAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            await PassAsync();
        }
    }

    private sealed class Host : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public Task StopAsync() => _stopping.CancelAsync();

        public void StopApplication() => throw new NotSupportedException();

        public void Dispose() => _stopping.Dispose();
    }
}
