using System.Text.Json.Nodes;
using Postrider.Testing.Postgres;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Promises;

/// <summary>Promise 5: the same key and body give the same answer, however many requests race, on one node or two.</summary>
public sealed class OneAnswerPerKeyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Path = "/api/v1/outreach/dispatches";

    [Fact]
    public async Task One_answer_per_key_for_a_hundred_requests_at_once_on_two_nodes()
    {
        await using var first = await ServerProcess.StartAsync(database.ConnectionString);
        await using var second = await ServerProcess.StartAsync(database.ConnectionString);
        ServerProcess[] nodes = [first, second];
        for (var round = 0; round < 5; round++)
        {
            var key = ("Idempotency-Key", $"race-{round}");
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => nodes[i % 2].Client.PostJsonAsync(Path, Api.Mail($"race{round}@example.com"), key)));

            Assert.All(answers, answer => Assert.Equal(202, (int)answer.Status));
            Assert.Single(answers.Select(answer => answer.Text).Distinct());
        }

        var jobs = await first.Client.GetJsonAsync("/api/v1/outreach/jobs?limit=1000");
        Assert.Equal(5, jobs.Items.Count(job => ((string)job!["recipient"]!).StartsWith("race", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Same_key_with_another_body_conflicts_and_the_writing_of_the_body_does_not_matter()
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        var key = ("Idempotency-Key", "written-otherwise");
        var mail = Api.Mail("written@example.com");
        mail["min_channel_task_interval_seconds"] = 60;
        var first = await server.Client.PostJsonAsync(Path, mail.ToJsonString(), key);

        var reordered = new JsonObject(mail.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        var again = await server.Client.PostJsonAsync(Path + "/", reordered.ToJsonString(new() { WriteIndented = true }).Replace(": 60", ": 6.0e1", StringComparison.Ordinal), key);
        mail["content"]!["subject"] = "Another subject";
        var other = await server.Client.PostJsonAsync(Path, mail.ToJsonString(), key);
        mail["content"] = "not even valid";
        var invalid = await server.Client.PostJsonAsync(Path, mail.ToJsonString(), key);

        Assert.Equal(first.Text, again.Text);
        Assert.NotEqual(first.Headers["x-request-id"], again.Headers["x-request-id"]);
        Assert.Equal("idempotency_conflict", other.Code);
        Assert.Equal("idempotency_conflict", invalid.Code);
    }

    [Fact]
    public async Task Key_is_used_anew_when_its_seven_days_are_over()
    {
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        var key = ("Idempotency-Key", "seven-days");
        var first = await server.Client.PostJsonAsync(Path, Api.Mail("seven@example.com"), key);
        await database.TurnAsync(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        var repeated = await server.Client.PostJsonAsync(Path, Api.Mail("seven@example.com"), key);
        await database.TurnAsync(TimeSpan.FromMinutes(2));

        // A hundred at once as the days end: one new job, one answer.
        var anew = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.Client.PostJsonAsync(Path, Api.Mail("seven@example.com"), key)));

        Assert.Equal(first.Text, repeated.Text);
        Assert.Single(anew.Select(answer => answer.Text).Distinct());
        Assert.NotEqual((string?)first.Item["id"], (string?)anew[0].Item["id"]);
    }
}
