using System.Text.Json.Nodes;
using Postrider.Testing.Evolution;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

public sealed class EvolutionSetUpTests : IAsyncLifetime
{
    private readonly SetUps _setUps = new();
    private EvolutionServer _far = null!;

    public async ValueTask InitializeAsync() => _far = await EvolutionServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _setUps.DisposeAsync();
    }

    [Fact]
    public async Task An_instance_that_tells_nobody_tells_the_account_from_now_on()
    {
        Assert.Equal("webhook Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal("webhook AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal((SetUps.Address, """["MESSAGES_UPSERT","MESSAGES_UPDATE","CONNECTION_UPDATE"]"""), ((string?)_far.Webhook!["url"], _far.Webhook["events"]!.ToJsonString()));
        Assert.Equal(1, _far.Seen.Count(moment => moment.Method == "POST"));
        Assert.Empty(_far.Faults);
    }

    [Fact]
    public async Task Another_s_address_is_replaced_only_where_that_is_wished_and_its_headers_go_with_it()
    {
        _far.Webhook = new JsonObject { ["url"] = SetUps.Another, ["enabled"] = true, ["headers"] = new JsonObject { ["jwt_key"] = "theirs" }, ["events"] = new JsonArray("CALL") };
        await _setUps.OccupiedAsync(SetUps.At(_far));
        Assert.Equal(SetUps.Another, (string?)_far.Webhook["url"]);
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far), replaces: true));
        Assert.Equal((SetUps.Address, "{}"), ((string?)_far.Webhook["url"], _far.Webhook["headers"]!.ToJsonString()));
        Assert.Empty(_far.Faults);
    }

    [Theory]
    [InlineData("""{"url":"http://old.example/callbacks/1/acc_1/c2VjcmV0"}""")]
    [InlineData("""{"enabled":false}""")]
    [InlineData("""{"webhookByEvents":true}""")]
    [InlineData("""{"webhookBase64":true}""")]
    [InlineData("""{"events":["MESSAGES_UPSERT"]}""")]
    [InlineData("""{"events":null}""")]
    public async Task What_the_account_s_own_lacks_is_mended(string change)
    {
        await _setUps.DoneAsync(SetUps.At(_far));
        _far.Webhook!["headers"] = new JsonObject { ["authorization"] = "for a proxy of ours" };
        var right = _far.Webhook.DeepClone();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            _far.Webhook[name] = value?.DeepClone();
        }

        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.True(JsonNode.DeepEquals(right, _far.Webhook));
    }

    [Fact]
    public async Task A_refusal_is_told_in_its_words_and_garbage_as_what_it_is()
    {
        Assert.Contains("The access key is not taken", await _setUps.RefusedAsync(SetUps.At(_far, key: "wrong")), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "POST" ? WebFate.Answer(400, EvolutionServer.Refusal(400, "Bad Request", "Invalid \"url\" property")) : null;
        Assert.Contains("Invalid \"url\" property", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "GET" ? WebFate.Answer(200, "[7]") : null;
        Assert.Contains("does not answer as Evolution API does", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "POST" ? WebFate.Broken(WebBreak.Cut, isTaken: true) : null;
        Assert.Contains("did not answer", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        Assert.Equal("webhook AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
    }
}
