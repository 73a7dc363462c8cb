using System.Text.Json.Nodes;
using Postrider.Channels;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

public sealed class UnipileSetUpTests : IAsyncLifetime
{
    private readonly SetUps _setUps = new();
    private UnipileServer _far = null!;

    public async ValueTask InitializeAsync() => _far = await UnipileServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _setUps.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_thing_that_is_told_has_one_webhook_however_often_it_is_set_up(bool listsSources)
    {
        _far.ListsSources = listsSources;
        Assert.Equal("messaging Made, account_status Made, users Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal("messaging AlreadyThere, account_status AlreadyThere, users AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal(["messaging", "account_status", "users"], _far.Webhooks.Select(webhook => (string?)webhook["source"]));
        Assert.All(_far.Webhooks, webhook => Assert.Equal(SetUps.Address, (string?)webhook["request_url"]));
        Assert.Equal("""["message_received","message_delivered","message_read"]""", _far.Webhooks[0]["events"]!.ToJsonString());
        Assert.Empty(_far.Faults);
    }

    [Fact]
    public async Task Of_a_number_no_relations_are_told()
    {
        Assert.Equal("messaging Made, account_status Made", await _setUps.DoneAsync(SetUps.At(_far, Channel.WhatsApp)));
        Assert.Empty(_far.Faults);
    }

    [Fact]
    public async Task Those_of_the_same_account_with_an_address_that_no_longer_holds_go_and_those_of_others_stay()
    {
        _far.WebhooksPerPage = 2;
        await _setUps.DoneAsync(SetUps.At(_far), address: SetUps.OldAddress);
        await _setUps.DoneAsync(SetUps.At(_far, accountId: "acc_2"), address: "https://postrider.example/callbacks/1/acc_2/x");
        _far.AddWebhook(new JsonObject { ["source"] = "messaging", ["request_url"] = SetUps.Another, ["name"] = "somebody's own" });
        Assert.Equal("messaging Made, messaging Removed, account_status Made, account_status Removed, users Made, users Removed", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal(7, _far.Webhooks.Count);
        Assert.Equal(3, _far.Webhooks.Count(webhook => (string?)webhook["request_url"] == SetUps.Address));
        Assert.DoesNotContain(_far.Webhooks, webhook => (string?)webhook["request_url"] == SetUps.OldAddress);
        Assert.Empty(_far.Faults);
    }

    [Theory]
    [InlineData("""{"events":["message_received"]}""", "messaging Made")]
    [InlineData("""{"enabled":false}""", "messaging Made")]
    [InlineData("""{"format":"form"}""", "messaging Made")]
    [InlineData("""{"account_ids":["another"]}""", "messaging Made")]
    [InlineData("""{"source":"users"}""", "messaging Made")]
    [InlineData("""{"account_ids":["another","far-account-1"]}""", "messaging AlreadyThere")]
    [InlineData("""{}""", "messaging AlreadyThere")]
    public async Task One_that_somebody_made_by_hand_serves_if_it_tells_enough_and_is_left_alone(string change, string part)
    {
        var webhook = JsonNode.Parse($$"""{"source":"messaging","request_url":"{{SetUps.Address}}","name":"by hand","format":"json","enabled":true,"events":["message_read","message_received","message_delivered"]}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            webhook[name] = value?.DeepClone();
        }

        _far.AddWebhook(webhook);
        Assert.StartsWith($"{part}, account_status Made", await _setUps.DoneAsync(SetUps.At(_far)), StringComparison.Ordinal);
        Assert.Contains(_far.Webhooks, left => (string?)left["name"] == "by hand");
    }

    [Theory]
    [InlineData(UnipileBreak.Cut)]
    [InlineData(UnipileBreak.Half)]
    [InlineData(UnipileBreak.Garbage)]
    public async Task What_was_made_before_an_answer_was_lost_counts_the_next_time(UnipileBreak how)
    {
        var posts = 0;
        _far.Script = moment => moment.Method == "POST" && ++posts == 2 ? UnipileFate.Broken(how, isTaken: true) : null;
        Assert.Contains("Unipile", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        Assert.Equal("messaging AlreadyThere, account_status AlreadyThere, users Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal(3, _far.Webhooks.Count);
    }

    [Fact]
    public async Task A_second_webhook_from_two_set_ups_at_once_goes()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _setUps.DoneAsync(SetUps.At(_far))));
        await _setUps.DoneAsync(SetUps.At(_far));
        Assert.Equal(3, _far.Webhooks.Count);
    }

    [Fact]
    public async Task Silence_is_not_waited_for_longer_than_any_answer()
    {
        var clock = new ManualClock();
        await using var setUps = new SetUps(clock);
        _far.Script = moment => moment.Method == "POST" ? UnipileFate.Broken(UnipileBreak.Silence, isTaken: false) : null;
        var refused = setUps.RefusedAsync(SetUps.At(_far));
        await Eventually.SeesAsync(() => Task.FromResult(_far.Silent), silent => silent == 1, "the far side keeps silent");
        clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Contains("none came within 25 seconds", await refused, StringComparison.Ordinal);
        Assert.Empty(_far.Webhooks);
    }

    [Fact]
    public async Task A_refusal_is_told_in_Unipile_s_words_and_garbage_as_what_it_is()
    {
        Assert.Contains("does not take the access key", await _setUps.RefusedAsync(SetUps.At(_far, key: "wrong")), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "POST" ? UnipileFate.Refuse(403, "insufficient_permissions") : null;
        Assert.Contains("403", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        _far.Script = moment => moment.Method == "GET" ? UnipileFate.Broken(UnipileBreak.Garbage, isTaken: false) : null;
        Assert.Contains("does not answer as Unipile does", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        _far.Script = _ => null;
        var unnamed = SetUps.At(_far);
        unnamed.Account.Settings.Remove("provider_account_id");
        Assert.Contains("provider_account_id", await _setUps.ImpossibleAsync(unnamed), StringComparison.Ordinal);
        Assert.Empty(_far.Webhooks);
    }
}
