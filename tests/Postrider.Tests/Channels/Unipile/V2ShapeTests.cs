using System.Text;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;
using Postrider.Channels.Unipile;
using Postrider.Contacts;
using Xunit;

namespace Postrider.Tests.Channels.Unipile;

public sealed class V2ShapeTests
{
    private const string Whole =
        """{"object":"ChatStarted","id":"a","chat_id":"c","message_id":["m","n"],"status":"running","provider":"linkedin","link":"https://x","total_count":2,"next_cursor":"n","user":{"id":"u"},"specifics":{"network_distance":"FIRST_DEGREE","relation_request":{"type":"sent"}},"data":[{"id":"a","chat_id":"b","user_reacted":true,"user":{"id":"u"}},{"id":"b"}]}""";

    private static readonly Func<JsonObject, JsonObject?>[] _shapes =
    [
        UnipileV2Shape.Account, UnipileV2Shape.Person, UnipileV2Shape.Post, UnipileV2Shape.Chat, UnipileV2Shape.Invitation, UnipileV2Shape.Said, UnipileV2Shape.Invited, UnipileV2Shape.Page,
        body => UnipileV2Shape.List(body, UnipileV2Shape.Invitation, UnipileV2Shape.Next(body, 7)),
        body => UnipileV2Shape.List(body, UnipileV2Shape.Post, UnipileV2Shape.Rest(body, 2)),
    ];

    [Theory]
    [InlineData("""{"specifics":{"network_distance":"FIRST_DEGREE"}}""", FarProfile.Connected)]
    [InlineData("""{"specifics":{"network_distance":"SECOND_DEGREE"}}""", FarProfile.None)]
    [InlineData("""{"specifics":{"network_distance":"SECOND_DEGREE","relation_request":{"type":"sent"},"relation_request_status":"PENDING"}}""", FarProfile.Pending)]
    [InlineData("""{"specifics":{"network_distance":"SECOND_DEGREE","relation_request":{"type":"sent"},"relation_request_status":"WITHDRAWN"}}""", FarProfile.None)]
    [InlineData("""{"specifics":{"network_distance":"SECOND_DEGREE","relation_request":{"type":"received"},"relation_request_status":"PENDING"}}""", FarProfile.None)]
    [InlineData("""{"specifics":{"network_distance":null}}""", FarProfile.Unknown)]
    [InlineData("""{"specifics":7}""", FarProfile.Unknown)]
    [InlineData("{}", FarProfile.Unknown)]
    public void A_relation_is_read_as_it_is_told(string person, string relation) =>
        Assert.Equal(relation, LinkedInPeople.Relation(UnipileJson.Parse(Apply(person, UnipileV2Shape.Person).Body)!.Value));

    [Theory]
    [InlineData("""{"chat_id":"c","message_id":"m"}""", "m")]
    [InlineData("""{"chat_id":"c","message_id":["m","n"]}""", "m")]
    [InlineData("""{"chat_id":"c","message_id":[null,7,"n"]}""", "n")]
    [InlineData("""{"chat_id":"c","message_id":[]}""", null)]
    [InlineData("""{"chat_id":"c","message_id":null}""", null)]
    [InlineData("""{"chat_id":"c"}""", null)]
    public void The_first_of_several_messages_is_the_message(string answer, string? id) =>
        Assert.Equal(id, UnipileJson.Parse(Apply(answer, UnipileV2Shape.Said).Body)!.Value.Text("message_id"));

    [Theory]
    [InlineData("""{"data":[{},{}],"next_cursor":null}""", 2, true)]
    [InlineData("""{"data":[{}],"next_cursor":"x"}""", 2, true)]
    [InlineData("""{"data":[{}]}""", 2, false)]
    public void A_list_that_may_go_on_says_so(string page, int limit, bool goesOn)
    {
        Assert.Equal(goesOn, UnipileV2Shape.Rest(JsonNode.Parse(page)!.AsObject(), limit) is not null);
        var longer = page.Replace("\"x\"", $"\"{new string('x', 5000)}\"", StringComparison.Ordinal);
        var shaped = Apply(longer, body => UnipileV2Shape.List(body, item => item, UnipileV2Shape.Rest(body, limit)));
        Assert.Equal(goesOn, UnipileJson.Parse(shaped.Body)!.Value.Id("cursor") is not null);
    }

    [Theory]
    [InlineData("""{"data":[{},{}]}""", 0, "2")]
    [InlineData("""{"data":[{}],"total_count":3}""", 2, null)]
    [InlineData("""{"data":[{}],"total_count":4}""", 2, "3")]
    [InlineData("""{"data":[]}""", 40, null)]
    public void A_list_that_is_counted_through_ends_with_an_empty_page_or_with_all_it_said(string page, int offset, string? next) =>
        Assert.Equal(next, UnipileV2Shape.Next(JsonNode.Parse(page)!.AsObject(), offset));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"data":[],"data":[]}""")]
    [InlineData("""{"data":{}}""")]
    public void What_is_no_answer_says_nothing(string body) => Assert.Empty(Apply(body, _shapes[^1]).Body);

    [Fact]
    public void Broken_answers_break_nothing()
    {
        var (whole, random) = (Encoding.UTF8.GetBytes(Whole), new Random(11));
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var j = random.Next(5); j > 0; j--)
            {
                bytes[random.Next(bytes.Length)] = (byte)"{}[]\",:0an\\u"[random.Next(12)];
            }

            foreach (var shape in _shapes)
            {
                UnipileV2Shape.Apply(new FarSideAnswer(200, bytes), shape);
            }

            if (UnipileJson.Parse(bytes) is { } told)
            {
                UnipileV2Events.Translate(told);
            }
        }
    }

    private static FarSideAnswer Apply(string body, Func<JsonObject, JsonObject?> shape) => UnipileV2Shape.Apply(new FarSideAnswer(200, Encoding.UTF8.GetBytes(body)), shape);
}
