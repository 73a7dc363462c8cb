using System.Text;
using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp;
using Postrider.Channels.WhatsApp.Cloud;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp.Cloud;

/// <summary>What each error code of the Cloud API comes to.</summary>
public sealed class CloudFaultTests
{
    private const string House = "as the house waits";

    public static TheoryData<int, int, string> Codes => new()
    {
        { 0, 401, "credentials" },
        { 1, 500, House },
        { 2, 503, House },
        { 3, 500, "error" },
        { 4, 429, "00:05:00" },
        { 10, 403, "credentials" },
        { 17, 429, "00:05:00" },
        { 33, 400, "error" },
        { 100, 400, JobFault.ActionFailed },
        { 190, 401, "credentials" },
        { 200, 403, "credentials" },
        { 299, 403, "credentials" },
        { 368, 403, "error" },
        { 80007, 429, "00:05:00" },
        { 130429, 429, "00:00:10" },
        { 131000, 500, House },
        { 131008, 400, JobFault.ActionFailed },
        { 131026, 400, MessageFault.NotOnWhatsApp },
        { 131031, 403, "error" },
        { 131047, 400, JobFault.OutsideMessagingWindow },
        { 131048, 400, "error" },
        { 131049, 400, "1.00:00:00" },
        { 131050, 400, JobFault.RecipientSuppressed },
        { 131051, 400, JobFault.ActionFailed },
        { 131056, 400, "00:00:06" },
        { 132000, 404, MessageFault.TemplateNotUsable },
        { 132015, 400, MessageFault.TemplateNotUsable },
        { 133016, 400, "01:00:00" },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_code_comes_to_what_it_means(int code, int status, string expected)
    {
        var body = new JsonObject { ["error"] = new JsonObject { ["message"] = $"(#{code}) Words", ["type"] = "OAuthException", ["code"] = code, ["error_data"] = new JsonObject { ["details"] = "More words" } } };
        var outcome = CloudOutcome.Of(Answer(status, body.ToJsonString()), isHandOver: true);
        Assert.Equal(expected, Word(outcome));
        var words = $"Meta answered {status}: (#{code}) Words — More words ({code})";
        Assert.Equal(words, outcome switch { Outcome.Refused refused => refused.Detail, Outcome.Deferred deferred => deferred.Detail, Outcome.Unreachable held => held.Detail, _ => null });
    }

    [Fact]
    public void Every_row_of_the_table_is_tried_and_none_hides_another()
    {
        var tried = Codes.Select(row => row.Data.Item1).ToList();
        Assert.All(CloudFault.All, fault => Assert.Contains(tried, code => code >= fault.From && code <= fault.To));
        Assert.All(CloudFault.All, fault => Assert.Single(CloudFault.All, other => other.From <= fault.To && fault.From <= other.To));
        Assert.True(CloudFault.Find(131050) is { OptsOut: true });
    }

    [Theory]
    [InlineData(400, """{"error":{"code":999999,"message":"New"}}""", "action_failed")]
    [InlineData(404, "not json", "action_failed")]
    [InlineData(401, "", "credentials")]
    [InlineData(429, "", "00:00:30")]
    [InlineData(408, "", "unknown")]
    [InlineData(500, """{"error":{"code":999999,"message":"New"}}""", "unknown")]
    [InlineData(502, "<html>", "unknown")]
    [InlineData(301, "", "unknown")]
    public void What_has_no_known_code_goes_by_its_status(int status, string body, string expected) =>
        Assert.Equal(expected, Word(CloudOutcome.Of(Answer(status, body) with { RetryAfter = TimeSpan.FromSeconds(30) }, isHandOver: true)));

    [Theory]
    [InlineData(60, "00:01:00")]
    [InlineData(1, "00:00:06")]
    public void The_far_side_may_ask_for_a_longer_wait_and_not_for_a_shorter(int retryAfter, string expected) =>
        Assert.Equal(expected, Word(CloudOutcome.Of(Answer(429, """{"error":{"code":"131056"}}""") with { RetryAfter = TimeSpan.FromSeconds(retryAfter) }, isHandOver: true)));

    [Fact]
    public void An_upload_without_an_answer_has_handed_nothing_over()
    {
        var silent = new FarSideAnswer(0, []) { HasLeft = true, Words = "cut" };
        Assert.IsType<Outcome.Unreachable>(CloudOutcome.Of(silent, isHandOver: false));
        Assert.IsType<Outcome.Unknown>(CloudOutcome.Of(silent, isHandOver: true));
        Assert.IsType<Outcome.Unreachable>(CloudOutcome.Of(silent with { HasLeft = false }, isHandOver: true));
        Assert.IsType<Outcome.Unreachable>(CloudOutcome.Of(Answer(502, ""), isHandOver: false));
    }

    /// <summary>What was withheld is asked for once more a day later, and no third time.</summary>
    [Fact]
    public void A_withheld_message_is_tried_once_more()
    {
        var first = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
        var again = RetryRule.Next(CloudKind.Value.Retry, 1, first, first, null, CloudKind.Withheld, 0.5);
        Assert.Equal(first.AddHours(24), again);
        Assert.Null(RetryRule.Next(CloudKind.Value.Retry, 2, again!.Value.AddSeconds(1), first, null, CloudKind.Withheld, 0.5));
    }

    private static FarSideAnswer Answer(int status, string body) => new(status, Encoding.UTF8.GetBytes(body));

    private static string Word(Outcome outcome) => outcome switch
    {
        { Trouble: { } trouble } => trouble.Status.Name(),
        Outcome.Refused refused => refused.Code,
        Outcome.Deferred { RetryAfter: { } wait } => wait.ToString(),
        Outcome.Deferred => House,
        Outcome.Unknown => "unknown",
        _ => outcome.ToString(),
    };
}
