using System.Text;
using System.Text.Json.Nodes;
using Postrider.Channels.WhatsApp.Cloud;
using Postrider.Inbox;
using Postrider.Testing.WhatsAppCloud;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp.Cloud;

public sealed class CloudNoticeTests
{
    private static readonly DateTimeOffset _at = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("text", """{"body":"Yes"}""", "Yes")]
    [InlineData("button", """{"payload":"p","text":"Yes, please"}""", "Yes, please")]
    [InlineData("interactive", """{"type":"button_reply","button_reply":{"id":"1","title":"Tomorrow"}}""", "Tomorrow")]
    [InlineData("interactive", """{"type":"list_reply","list_reply":{"id":"1","title":"At nine","description":"d"}}""", "At nine")]
    [InlineData("image", """{"id":"1","mime_type":"image/jpeg","caption":"Look"}""", "Look")]
    [InlineData("reaction", """{"message_id":"wamid.1","emoji":"👍"}""", "👍")]
    [InlineData("location", """{"latitude":1,"longitude":2,"name":"The office"}""", "The office")]
    [InlineData("unsupported", """{}""", null)]
    public void Whoever_writes_is_read_in_every_form(string type, string content, string? text)
    {
        var message = Assert.Single(Read(CloudNews.Message("14155552671", "wamid.x", _at, type, JsonNode.Parse(content)!.AsObject())).Messages);
        Assert.Equal(("wamid.x", "14155552671", "Alex", _at, text), (message.Id, message.From, message.Name, message.At, message.Text));
    }

    [Fact]
    public void Files_are_known_by_name_and_type()
    {
        var content = new JsonObject { ["id"] = "77", ["mime_type"] = "application/pdf", ["filename"] = "Offer.pdf" };
        Assert.Equal(new InboundFile("Offer.pdf", "application/pdf", 0, "77"), Assert.Single(Read(CloudNews.Message("14155552671", "wamid.x", _at, "document", content)).Messages).File);
        Assert.Equal(new InboundFile("audio", "application/octet-stream", 0, "78"), Assert.Single(Read(CloudNews.Message("14155552671", "wamid.y", _at, "audio", new JsonObject { ["id"] = "78" })).Messages).File);
    }

    [Fact]
    public void Half_a_character_is_no_text_and_the_message_came_all_the_same()
    {
        var body = Encoding.UTF8.GetString(CloudNews.Body(CloudNews.Text("14155552671", "wamid.x", "HALF", _at))).Replace("HALF", "\\ud83d", StringComparison.Ordinal);
        Assert.Null(Assert.Single(Assert.Single(CloudNotice.Read(Encoding.UTF8.GetBytes(body))!).Messages).Text);
    }

    [Fact]
    public void A_change_of_number_is_nobodys_message() => Assert.Empty(Read(CloudNews.Message("14155552671", "wamid.x", _at, "system", new JsonObject { ["body"] = "changed" })).Messages);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"object\":\"page\",\"entry\":[]}")]
    [InlineData("{\"object\":5}")]
    [InlineData("{\"object\":\"whatsapp_business_account\"")]
    public void What_is_no_callback_is_told_apart(string body) => Assert.Null(CloudNotice.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("{\"object\":\"whatsapp_business_account\"}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":{}}")]
    [InlineData("{\"object\":\"whatsapp_business_account\",\"entry\":[1,{\"changes\":[null,{\"field\":\"account_update\",\"value\":{}},{\"field\":\"messages\",\"value\":{\"messages\":[{}]}}]}]}")]
    public void What_cannot_be_read_is_left_out(string body) => Assert.Empty(CloudNotice.Read(Encoding.UTF8.GetBytes(body))!);

    [Fact]
    public void No_callback_breaks_the_reader() => Fuzzing.Run(
        [
            CloudNews.Body(CloudNews.Text("14155552671", "wamid.x", "Yes \ud83d\ude00", _at), CloudNews.Status("wamid.y", "failed", "14155552671", _at, "job:1/1", 131026)),
            CloudNews.Body(CloudNews.Message("14155552671", "wamid.x", _at, "image", new JsonObject { ["id"] = "1", ["mime_type"] = "image/jpeg", ["caption"] = "Look" })),
        ],
        body =>
        {
            foreach (var notice in CloudNotice.Read(body) ?? [])
            {
                Assert.All(notice.Messages, message => Assert.InRange(message.Id.Length, 1, 500));
                Assert.All(notice.Statuses, status => Assert.InRange(status.Id.Length, 1, 500));
            }
        },
        ["\"messages\"", "\"statuses\"", "\\ud83d", "null", "[]", "{}", "1e99", "-1", "99999999999999999999"]);

    private static CloudNotice Read(JsonObject news) => Assert.Single(CloudNotice.Read(CloudNews.Body(news))!);
}
