using System.Text.Json.Nodes;
using Postrider.Channels.WhatsApp.Twilio;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

public sealed class TwilioSetUpTests : IAsyncLifetime
{
    private readonly SetUps _setUps = new();
    private MessageServer _far = null!;

    public async ValueTask InitializeAsync() => _far = await MessageServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _setUps.DisposeAsync();
    }

    [Fact]
    public async Task The_number_is_told_in_the_account_s_own_place_and_keeps_its_other_addresses()
    {
        Assert.Equal("webhook Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal("webhook AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal($$"""{"callback_url":"{{SetUps.Address}}","callback_method":"POST","status_callback_url":"https://status.example/","status_callback_method":"POST"}""", _far.Webhook!.ToJsonString());
        _far.Webhook["callback_method"] = "PUT";
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far), address: SetUps.OldAddress));
        Assert.Empty(_far.Faults);
    }

    [Fact]
    public async Task A_number_without_any_webhook_gets_one()
    {
        _far.Webhook = null;
        Assert.Equal("webhook Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal(SetUps.Address, (string?)_far.Webhook!["callback_url"]);
    }

    [Fact]
    public async Task Another_s_address_is_replaced_only_where_that_is_wished()
    {
        _far.Webhook = new JsonObject { ["callback_url"] = SetUps.Another, ["callback_method"] = "POST" };
        await _setUps.OccupiedAsync(SetUps.At(_far));
        Assert.Equal(SetUps.Another, (string?)_far.Webhook["callback_url"]);
        Assert.Equal("webhook Changed", await _setUps.DoneAsync(SetUps.At(_far), replaces: true));
    }

    [Fact]
    public async Task A_service_and_a_number_that_is_not_listed_are_for_a_person()
    {
        Assert.Contains("messaging service", await _setUps.ImpossibleAsync(SetUps.At(_far, from: "MG0123456789abcdef0123456789abcdef")), StringComparison.Ordinal);
        Assert.Contains("none of the numbers", await _setUps.ImpossibleAsync(SetUps.At(_far, from: "+14155238886")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_told_in_Twilio_s_words()
    {
        Assert.Contains("(20003)", await _setUps.RefusedAsync(SetUps.At(_far, key: "wrong")), StringComparison.Ordinal);
        _far.ChangeFate = (400, 63110);
        Assert.Contains("(63110)", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.twilio.com", "https://messaging.twilio.com/v2/Channels/Senders/x")]
    [InlineData("https://api.dublin.ie1.twilio.com/", "https://messaging.dublin.ie1.twilio.com/v2/Channels/Senders/x")]
    [InlineData("http://127.0.0.1:8080/twilio", "http://127.0.0.1:8080/twilio/v2/Channels/Senders/x")]
    public void Numbers_are_at_another_name_than_messages(string place, string address)
    {
        var account = SetUps.At(_far);
        account.Account.Settings["base_url"] = place;
        Assert.Equal(address, TwilioMessageAccount.Of(account).Account!.NumberAddress("/x").AbsoluteUri);
    }
}
