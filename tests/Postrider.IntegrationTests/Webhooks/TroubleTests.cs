using System.Globalization;
using Microsoft.AspNetCore.Http;
using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Testing.Engine;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Webhooks;

/// <summary>Endpoints that do not take what they get: afterwards they have it all, in order; and what nobody takes for two days is given up.</summary>
public sealed class TroubleTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    // Of an endpoint that never answers. Every other has the time that a busy machine may need.
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("500")]
    [InlineData("404")]
    [InlineData("redirect")]
    [InlineData("hang")]
    [InlineData("cut")]
    public async Task A_receiver_that_fails_for_an_hour_has_it_all_afterwards_once_and_in_order(string failure)
    {
        await using var house = await WebhookHouse.OpenAsync(database, failure == "hang" ? _deadline : null);
        await using var elsewhere = await WebhookReceiver.StartAsync();
        var (endpoint, secrets) = await house.MakeEndpointAsync();
        var receiver = house.Receiver;
        receiver.Answer = failure switch
        {
            "500" => receiver.Always(500, "out of order"),
            "404" => receiver.Always(404),
            "redirect" => (_, context) =>
            {
                context.Response.Redirect(elsewhere.Url, permanent: false, preserveMethod: true);
                return Task.CompletedTask;
            }
            ,
            "hang" => (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted),
            _ => (_, context) =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
            ,
        };
        await house.TellAsync(5);
        await Eventually.SeesAsync(() => Task.FromResult(receiver.Seen.Count), count => count >= 1, "it was tried");
        await WaitingAsync(house, endpoint, 5);
        for (var minute = 0; minute < 60; minute += 6)
        {
            await house.TurnAsync(TimeSpan.FromMinutes(6));
            await house.QuietAsync(endpoint);
        }

        Assert.Single(receiver.Seen.Select(post => post.Id).Distinct());
        Assert.True(receiver.Seen.Count >= 5, $"tried {receiver.Seen.Count} times");
        receiver.Answer = receiver.Always(204);
        await house.TurnUntilTakenAsync(endpoint, 5, TimeSpan.FromMinutes(15));

        Assert.Equal(await house.IdsAsync(), receiver.Taken.Select(post => post.Id).Distinct());
        Assert.Equal(5, receiver.Taken.Count);
        Assert.Empty(elsewhere.Seen);
        await WebhookReceiver.VerifyAsync(secrets.Present, house.Clock.GetUtcNow(), receiver.Taken.Last());
        var first = (await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop))[^1];
        var full = (await house.Store.FindDeliveryAsync(house.Workspace, endpoint.AccountId, first.Job.JobId, Stop))!;
        Assert.Equal(204, full.Attempts[^1].Status);
        Assert.Equal(failure switch { "500" => 500, "404" => 404, "redirect" => 307, _ => null }, full.Attempts[0].Status);
        Assert.Equal(failure is "hang" or "cut" ? "unknown" : "deferred", full.Attempts[0].Outcome);
        Assert.Equal(failure == "500" ? "out of order" : failure is "hang" or "cut" ? null : "", full.Attempts[0].Answer);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_found_when_it_is()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}");
        var (endpoint, _) = await house.MakeEndpointAsync(url: $"{address}/hook");
        await house.TellAsync(3);
        await WaitingAsync(house, endpoint, 3);
        var oldest = (await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop))[^1];
        Assert.Equal(("unreachable", (int?)null), (oldest.Attempts[0].Outcome, oldest.Attempts[0].Status));

        await using var back = await WebhookReceiver.StartAsync(address);
        await WaitingAsync(house, endpoint, 3);
        for (var turns = 0; turns < 20 && back.Taken.Count < 3; turns++)
        {
            await house.TurnAsync(TimeSpan.FromMinutes(3));
            await house.QuietAsync(endpoint);
        }

        Assert.Equal(await house.IdsAsync(), back.Taken.Select(post => post.Id));
    }

    [Fact]
    public async Task What_nobody_takes_for_two_days_fails_and_the_next_goes_on()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var (endpoint, _) = await house.MakeEndpointAsync();
        var poison = "";
        house.Receiver.Answer = (post, context) =>
        {
            poison = poison.Length == 0 ? post.Id : poison;
            context.Response.StatusCode = post.Id == poison ? 500 : 200;
            return Task.CompletedTask;
        };
        await house.TellAsync(3);
        await WaitingAsync(house, endpoint, 3);
        for (var hours = 0; hours < 46; hours += 2)
        {
            await house.TurnAsync(TimeSpan.FromHours(2));
            await house.QuietAsync(endpoint);
        }

        Assert.Empty(house.Receiver.Taken);
        await house.TurnUntilTakenAsync(endpoint, 2, TimeSpan.FromMinutes(75));
        Assert.Equal((await house.IdsAsync())[1..], house.Receiver.Taken.Select(post => post.Id));
        var failed = (await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 9, Stop))[^1];
        Assert.Equal((JobState.Failed, JobFault.ActionFailed, "The endpoint answered 500."), (failed.Job.State, failed.Job.Fault?.Code, failed.Job.Fault?.Message));
        Assert.InRange(failed.Job.FinishedAt!.Value - failed.Attempts[0].StartedAt, TimeSpan.Zero, TimeSpan.FromHours(49));
        Assert.True(failed.Attempts.Count <= 10 && failed.Job.Attempt > 20);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_paused_with_the_reason_and_gets_the_same_post_when_it_goes_on()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        house.Receiver.Answer = house.Receiver.Always(410, "moved away");
        var (endpoint, _) = await house.MakeEndpointAsync();
        await house.TellAsync(2);
        var paused = await Eventually.SeesAsync(
            async () => (await house.Store.FindAsync(house.Workspace, endpoint.AccountId, Stop))!, found => found.Status == AccountStatus.Error, "the endpoint is paused");
        Assert.StartsWith("It answered 410", paused.StatusReason, StringComparison.Ordinal);
        await house.TurnAsync(TimeSpan.FromDays(3));
        await house.TellAsync(1);
        await WaitingAsync(house, endpoint, 3);
        Assert.Single(house.Receiver.Seen);

        house.Receiver.Answer = house.Receiver.Always(200);
        Assert.True(await house.Store.ReplaceAsync(paused with { Status = AccountStatus.Ok, StatusReason = null }, Stop));
        house.Node.Get<AccountDirectory>().Forget();
        await house.TakenAsync(3);
        Assert.Equal(await house.IdsAsync(), house.Receiver.Taken.Select(post => post.Id));
        Assert.DoesNotContain((await house.LogAsync()).Select(entry => entry.Kind), kind => kind.StartsWith("account.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wish_for_later_is_granted_and_a_boundless_one_is_a_day()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var (endpoint, _) = await house.MakeEndpointAsync();
        house.Receiver.Answer = (_, context) =>
        {
            context.Response.Headers.RetryAfter = house.Receiver.Seen.Count == 1 ? "7200" : "999999999";
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await house.TellAsync(1);
        await WaitingAsync(house, endpoint, 1);
        var first = await house.NewestAsync(endpoint);
        Assert.InRange((first.Job.NextAt - first.Attempts[0].FinishedAt)!.Value, TimeSpan.FromSeconds(7190), TimeSpan.FromSeconds(7201));
        await house.TurnAsync(TimeSpan.FromSeconds(7201));
        await house.QuietAsync(endpoint);
        var second = await house.NewestAsync(endpoint);
        Assert.InRange((second.Job.NextAt - second.Attempts[1].FinishedAt)!.Value, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.01));
    }

    [Fact]
    public async Task An_answer_without_end_is_taken_for_its_status_and_its_beginning()
    {
        await using var house = await WebhookHouse.OpenAsync(database);
        var (endpoint, _) = await house.MakeEndpointAsync();
        house.Receiver.Answer = async (_, context) =>
        {
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)'x');
            for (var i = 0; i < 4096 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(chunk, CancellationToken.None);
            }
        };
        await house.TellAsync(1);
        var delivery = await Eventually.SeesAsync(
            async () => await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 1, Stop), found => found is [{ Job.State: JobState.Succeeded }], "it was taken");
        Assert.Equal(new string('x', 1024), Assert.Single(delivery[0].Attempts).Answer);
    }

    [Fact]
    public async Task A_private_address_is_refused_at_the_connection_too()
    {
        await using var house = await WebhookHouse.OpenAsync(database, allowPrivate: false);
        var port = new Uri(house.Receiver.Url).Port;
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433" })
        {
            var (endpoint, _) = await house.MakeEndpointAsync(url: $"http://{host}:{port}/hook");
            await house.TellAsync(1);
            await WaitingAsync(house, endpoint, 1);
            var delivery = await house.NewestAsync(endpoint);
            Assert.Contains("private address", delivery.Attempts[0].Detail, StringComparison.Ordinal);
            Assert.Equal("unreachable", delivery.Attempts[0].Outcome);
            Assert.True(await house.Store.DeleteAsync(house.Workspace, endpoint.AccountId, Stop));
        }

        Assert.Empty(house.Receiver.Seen);
    }

    /// <summary>Until so many deliveries are there and the first of them was tried.</summary>
    private static async Task WaitingAsync(WebhookHouse house, Account endpoint, int count)
    {
        await Eventually.SeesAsync(
            async () => await house.Store.ListDeliveriesAsync(house.Workspace, endpoint.AccountId, null, 100, Stop),
            found => found.Count == count && found[^1] is { Job: { State: JobState.Waiting, Attempt: > 0 } },
            $"{count} deliveries wait");
        await house.QuietAsync(endpoint);
    }
}
