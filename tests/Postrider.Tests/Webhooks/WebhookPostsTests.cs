using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Webhooks;
using Xunit;

namespace Postrider.Tests.Webhooks;

public sealed class WebhookPostsTests
{
    private static readonly DateTimeOffset _at = new(2026, 1, 5, 10, 0, 0, 120, TimeSpan.FromHours(1));

    [Fact]
    public void A_post_tells_the_event_in_the_form_of_standard_webhooks()
    {
        var job = Guid.NewGuid();
        var post = WebhookPosts.Of(new Event(17, EventKind.JobFailed, job, "acc_1", _at, """{"code":"expired","message":"Zu spät","position":"theirs"}"""));
        Assert.Equal(("evt_17", "job.failed", 17L), (post.Id, post.Kind, post.Position));
        var expected = new JsonObject
        {
            ["type"] = "job.failed",
            ["timestamp"] = "2026-01-05T09:00:00.120Z",
            ["data"] = new JsonObject { ["code"] = "expired", ["message"] = "Zu spät", ["job_id"] = job.ToString(), ["account_id"] = "acc_1", ["position"] = 17 },
        };
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(post.Body)), post.Body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void An_event_without_data_of_its_own_has_where_it_belongs(string? data)
    {
        var body = JsonNode.Parse(WebhookPosts.Of(new Event(1, EventKind.SuppressionAdded, null, null, _at, data)).Body)!;
        Assert.Equal(["job_id", "account_id", "position"], body["data"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void An_event_s_post_is_the_same_whenever_it_is_made_and_a_test_s_never()
    {
        var entry = new Event(1, EventKind.JobSucceeded, Guid.NewGuid(), "a", _at, null);
        Assert.Equal(WebhookPosts.Of(entry), WebhookPosts.Of(entry));
        Assert.NotEqual(WebhookPosts.Test("we_1", _at).Id, WebhookPosts.Test("we_1", _at).Id);
    }

    [Fact]
    public void A_job_carries_the_post_to_the_endpoint_s_own_lane()
    {
        var post = WebhookPosts.Of(new Event(1, EventKind.JobSucceeded, null, null, _at, null));
        var job = WebhookPosts.Job(new WorkspaceId(1), "we_1", post);
        Assert.Equal(("webhook:we_1", Channel.Webhook, JobAction.Post, TimeSpan.Zero), (job.Lane, job.Channel, job.Action, job.Gap));
        Assert.Equal(post, JobBody.Read(job.Body).Content.Webhook);
    }
}
