using System.Text.Json.Nodes;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

public sealed class WahaSetUpTests : IAsyncLifetime
{
    private readonly SetUps _setUps = new();
    private WahaServer _far = null!;

    public async ValueTask InitializeAsync() => _far = await WahaServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _setUps.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public async Task A_session_without_webhooks_gets_one_and_is_restarted_once(string? config)
    {
        _far.Config = config is null ? null : JsonNode.Parse(config)!.AsObject();
        Assert.Equal("webhook Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal("webhook AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal($$"""{"webhooks":[{"url":"{{SetUps.Address}}","events":["message","message.ack","session.status"]}]}""", _far.Config!.ToJsonString());
        Assert.Equal(1, _far.Restarts);
        Assert.Empty(_far.Faults);
    }

    [Fact]
    public async Task The_rest_of_the_configuration_and_the_webhooks_of_others_stay_as_they_are()
    {
        const string Rest = """{"metadata":{"user.id":"123"},"proxy":{"server":"localhost:3128","username":null},"debug":false,"noweb":{"store":{"enabled":true,"fullSync":false}},"webhooks":[{"url":"https://another.example/hook","events":["*"],"hmac":{"key":"theirs"},"customHeaders":[{"name":"X-A","value":"1"}]}""";
        _far.Config = JsonNode.Parse($"{Rest}]}}")!.AsObject();
        Assert.Equal("webhook Made", await _setUps.DoneAsync(SetUps.At(_far, hmacKey: "ours")));
        Assert.Equal($$$"""{{{Rest}}},{"url":"{{{SetUps.Address}}}","events":["message","message.ack","session.status"],"hmac":{"key":"ours"}}]}""", _far.Config.ToJsonString());
        Assert.Equal("webhook AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far, hmacKey: "ours")));

        // A new key, and then a new public address, of the account that is already told.
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far, hmacKey: "newer")));
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far), address: SetUps.OldAddress));
        Assert.Equal($$$"""{{{Rest}}},{"url":"{{{SetUps.OldAddress}}}","events":["message","message.ack","session.status"]}]}""", _far.Config.ToJsonString());
        Assert.Empty(_far.Faults);
    }

    [Theory]
    [InlineData("""{"events":["message"],"retries":{"policy":"linear","attempts":3}}""", "webhook Changed", """{"events":["message","message.ack","session.status"],"retries":{"policy":"linear","attempts":3}}""")]
    [InlineData("""{"events":["*"]}""", "webhook AlreadyThere", """{"events":["*"]}""")]
    [InlineData("""{"events":["message.any","message","message.ack","session.status"]}""", "webhook AlreadyThere", """{"events":["message.any","message","message.ack","session.status"]}""")]
    public async Task One_that_somebody_made_by_hand_is_added_to(string before, string part, string after)
    {
        JsonObject With(string webhook)
        {
            var whole = JsonNode.Parse(webhook)!.AsObject();
            whole["url"] = SetUps.Address;
            return whole;
        }

        _far.Config = new JsonObject { ["webhooks"] = new JsonArray(With(before)) };
        Assert.Equal(part, await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.True(JsonNode.DeepEquals(With(after), _far.Config["webhooks"]!.AsArray().Single()));
    }

    [Fact]
    public async Task Two_of_the_account_become_one()
    {
        _far.Config = new JsonObject { ["webhooks"] = new JsonArray(new JsonObject { ["url"] = SetUps.OldAddress, ["events"] = new JsonArray("*") }, new JsonObject { ["url"] = SetUps.Address, ["events"] = new JsonArray("*") }) };
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal(SetUps.Address, (string?)_far.Config["webhooks"]!.AsArray().Single()!["url"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"status\":")]
    [InlineData("""{"name":"default"}""")]
    [InlineData("""{"status":"WORKING","config":7}""")]
    [InlineData("""{"status":"WORKING","config":{"webhooks":{}}}""")]
    [InlineData("""{"status":"WORKING","config":{"debug":true,"debug":false}}""")]
    public async Task A_session_that_is_not_understood_is_left_as_it_is(string session)
    {
        _far.Script = moment => moment.Method == "GET" ? WebFate.Answer(200, session) : null;
        Assert.Contains("WAHA", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        Assert.Equal(0, _far.Restarts);
    }

    [Fact]
    public async Task Half_characters_break_nothing()
    {
        _far.Script = moment => moment.Method == "GET" ? WebFate.Answer(200, """{"status":"WORKING","config":{"metadata":{"a":"\ud800"},"webhooks":[{"url":"\udc00","events":["\ud800"]}]}}""") : null;
        Assert.NotNull(await _setUps.RunAsync(SetUps.At(_far)));
    }

    [Fact]
    public async Task A_refusal_is_told_in_WAHA_s_words_and_what_was_set_before_a_lost_answer_counts()
    {
        Assert.Contains("The access key is not taken", await _setUps.RefusedAsync(SetUps.At(_far, key: "wrong")), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "PUT" ? WebFate.Answer(422, """{"message":"Session 'default' is not as expected","statusCode":422}""") : null;
        Assert.Contains("is not as expected", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "PUT" ? WebFate.Broken(WebBreak.Cut, isTaken: true) : null;
        Assert.Contains("did not answer", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        Assert.Equal("webhook AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
    }
}
