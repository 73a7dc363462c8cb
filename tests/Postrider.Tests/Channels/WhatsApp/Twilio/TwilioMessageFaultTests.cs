using System.Text;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp;
using Postrider.Channels.WhatsApp.Twilio;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp.Twilio;

/// <summary>What each error code of Twilio's messaging API comes to.</summary>
public sealed class TwilioMessageFaultTests
{
    private const string House = "as the house waits";

    public static TheoryData<int, int, string> Codes => new()
    {
        { 20003, 401, "credentials" },
        { 20404, 404, "error" },
        { 20429, 429, House },
        { 21211, 400, JobFault.ActionFailed },
        { 21212, 400, "error" },
        { 21408, 403, JobFault.ActionFailed },
        { 21606, 400, "error" },
        { 21610, 400, JobFault.RecipientSuppressed },
        { 21611, 429, "00:01:00" },
        { 21617, 400, MessageFault.MessageTooLong },
        { 63001, 400, "error" },
        { 63003, 400, MessageFault.NotOnWhatsApp },
        { 63005, 400, JobFault.ActionFailed },
        { 63007, 400, "error" },
        { 63012, 400, House },
        { 63013, 400, JobFault.ActionFailed },
        { 63016, 400, JobFault.OutsideMessagingWindow },
        { 63018, 429, "00:01:00" },
        { 63024, 400, MessageFault.NotOnWhatsApp },
        { 63027, 400, MessageFault.TemplateNotUsable },
        { 63030, 400, MessageFault.TemplateNotUsable },
        { 63032, 400, JobFault.ActionFailed },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_code_comes_to_what_it_means(int code, int status, string expected) =>
        Assert.Equal(expected, Word(TwilioMessageOutcome.Of(Answer(status, $"{{\"code\":{code},\"message\":\"Words\",\"status\":{status}}}"))));

    [Fact]
    public void Every_row_of_the_table_is_tried_and_none_hides_another()
    {
        var tried = Codes.Select(row => row.Data.Item1).ToList();
        Assert.All(TwilioMessageFault.All, fault => Assert.Contains(tried, code => code >= fault.From && code <= fault.To));
        Assert.All(TwilioMessageFault.All, fault => Assert.Single(TwilioMessageFault.All, other => other.From <= fault.To && fault.From <= other.To));
        Assert.Equal([21610], TwilioMessageFault.All.Where(fault => fault.OptsOut).Select(fault => fault.From));
    }

    [Theory]
    [InlineData(400, """{"code":99999,"message":"New"}""", JobFault.ActionFailed)]
    [InlineData(400, "not json", JobFault.ActionFailed)]
    [InlineData(401, "", "credentials")]
    [InlineData(429, "", "00:00:30")]
    [InlineData(408, "", "unknown")]
    [InlineData(302, "", "unknown")]
    [InlineData(500, """{"code":20500,"message":"Internal Server Error"}""", "unknown")]
    [InlineData(503, """{"code":63018,"message":"Words"}""", "unknown")]
    public void What_has_no_known_code_goes_by_its_status_and_a_breakdown_tells_nothing(int status, string body, string expected) =>
        Assert.Equal(expected, Word(TwilioMessageOutcome.Of(Answer(status, body) with { RetryAfter = TimeSpan.FromSeconds(30) })));

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
