using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Channels.WhatsApp.Twilio;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp.Twilio;

/// <summary>What a look may conclude: only an empty hour proves that nothing is there, and only one message of the right moment that it is.</summary>
public sealed class TwilioHistoryTests
{
    private const string From = "whatsapp:+15550100100";
    private static readonly DateTimeOffset _start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "Absent")]
    [InlineData("-7200 Hi Alex", "Absent")]
    [InlineData("1 Hi Alex", "Present")]
    [InlineData("1 Hi Alex |-1800 Another", "Present")]
    [InlineData("1 Hi Alex |2 Hi Alex", "CannotTell")]
    [InlineData("1 Another", "CannotTell")]
    [InlineData("-1800 Hi Alex", "CannotTell")]
    [InlineData("1800 Hi Alex", "CannotTell")]
    [InlineData("none Hi Alex", "CannotTell")]
    public void A_text_is_told_by_its_words_and_its_moment(string sent, string expected) => Assert.Equal(expected, Look(List(sent), "Hi Alex"));

    [Theory]
    [InlineData("", "Absent")]
    [InlineData("1 Dear customer: Hi Alex", "Present")]
    [InlineData("1 Hi Alex", "Present")]
    [InlineData("1 Dear customer: Hello again", "CannotTell")]
    [InlineData("1 Dear customer: Hi Alex|-1800 Another", "CannotTell")]
    [InlineData("-1800 Dear customer: Hi Alex", "CannotTell")]
    public void A_template_is_told_by_the_words_in_it_and_by_being_the_only_one(string sent, string expected) => Assert.Equal(expected, Look(List(sent), "Hi  Alex", isTemplate: true));

    [Theory]
    [InlineData("", "Absent")]
    [InlineData("1 Dear customer", "CannotTell")]
    public void A_template_without_words_of_ours_is_only_told_to_be_absent(string sent, string expected) => Assert.Equal(expected, Look(List(sent), null, isTemplate: true));

    [Fact]
    public void Only_what_this_number_sent_counts()
    {
        Assert.Equal("Absent", Look(List("1 Hi Alex", message => message["direction"] = "inbound"), "Hi Alex"));
        Assert.Equal("Absent", Look(List("1 Hi Alex", message => message["from"] = "whatsapp:+15550100199"), "Hi Alex"));
        Assert.IsType<Finding.Present>(TwilioHistory.Read(List("1 Hi Alex", message => message["from"] = "whatsapp:+15550100199"), null, "Hi Alex", false, _start, Delivered));
    }

    [Fact]
    public void What_failed_there_has_failed_with_its_words()
    {
        var list = List("1 Hi Alex", message => { message["status"] = "undelivered"; message["error_code"] = 63016; message["error_message"] = "Outside"; });
        var refused = Assert.IsType<Finding.Refused>(TwilioHistory.Read(list, From, "Hi Alex", false, _start, Delivered));
        Assert.Equal("outside_messaging_window", refused.Code);
        Assert.Contains("Outside (63016)", refused.Detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"messages\":{},\"next_page_uri\":null}")]
    [InlineData("{\"messages\":[]}")]
    [InlineData("{\"messages\":[],\"next_page_uri\":\"/more\"}")]
    public void A_list_that_is_not_whole_proves_nothing(string list) => Assert.Equal("CannotTell", Look(Encoding.UTF8.GetBytes(list), "Hi Alex"));

    [Fact]
    public void No_list_breaks_the_look() =>
        Fuzzing.Run([List("1 Hi Alex|-1800 Another|none Third")], list => { TwilioHistory.Read(list, From, "Hi Alex", false, _start, Delivered); }, ["null", "[]", "{}", "\\ud83d", "\"date_created\"", "Mon, 05 Jan 2026", "1e99"]);

    private static string Look(byte[] list, string? text, bool isTemplate = false) => TwilioHistory.Read(list, From, text, isTemplate, _start, Delivered).GetType().Name;

    private static Delivery Delivered(string sid) => new("message", sid);

    /// <param name="sent">Each message by its seconds after the attempt's start and its words.</param>
    private static byte[] List(string sent, Action<JsonObject>? change = null) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["messages"] = new JsonArray([.. sent.Split('|', StringSplitOptions.RemoveEmptyEntries).Select((line, i) =>
        {
            var parts = line.Split(' ', 2);
            var message = new JsonObject { ["sid"] = $"SM{i}", ["direction"] = "outbound-api", ["from"] = From, ["status"] = "sent", ["body"] = parts[1] };
            message["date_created"] = parts[0] == "none" ? null : _start.AddSeconds(int.Parse(parts[0], CultureInfo.InvariantCulture)).ToString("r", CultureInfo.InvariantCulture);
            change?.Invoke(message);
            return message;
        })]),
        ["next_page_uri"] = null,
    }.ToJsonString());
}
