using Postrider.Channels;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

public sealed class CloudSetUpTests : IAsyncLifetime
{
    private readonly SetUps _setUps = new();
    private CloudServer _far = null!;

    public async ValueTask InitializeAsync() => _far = await CloudServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _setUps.DisposeAsync();
    }

    [Fact]
    public async Task The_app_is_subscribed_and_the_number_told_in_the_account_s_own_place()
    {
        Assert.Equal("subscribed_apps Made, webhook_configuration Made", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal("subscribed_apps Made, webhook_configuration AlreadyThere", await _setUps.DoneAsync(SetUps.At(_far)));
        Assert.Equal((SetUps.Address, 2), (_far.NumberCallback, _far.Subscribed));
        Assert.Equal("subscribed_apps Made, webhook_configuration Changed", await _setUps.DoneAsync(SetUps.At(_far), address: SetUps.OldAddress));
        Assert.Contains("the field messages", Assert.IsType<CallbackSetUp.Done>(await _setUps.RunAsync(SetUps.At(_far))).Left, StringComparison.Ordinal);
        Assert.Empty(_far.Faults);
    }

    [Fact]
    public async Task Another_s_address_is_replaced_only_where_that_is_wished()
    {
        _far.NumberCallback = SetUps.Another;
        await _setUps.OccupiedAsync(SetUps.At(_far));
        Assert.Equal((SetUps.Another, 0), (_far.NumberCallback, _far.Subscribed));
        Assert.Equal("subscribed_apps Made, webhook_configuration Changed", await _setUps.DoneAsync(SetUps.At(_far), replaces: true));
        Assert.Equal(SetUps.Address, _far.NumberCallback);
    }

    [Theory]
    [InlineData("business_account_id")]
    [InlineData("verify_token")]
    [InlineData("app_secret")]
    public async Task Without_what_it_needs_Meta_is_not_asked(string setting)
    {
        Assert.StartsWith($"{setting} is needed", await _setUps.ImpossibleAsync(SetUps.At(_far, without: setting)), StringComparison.Ordinal);
        Assert.Equal((null, 0), (_far.NumberCallback, _far.Subscribed));
    }

    [Fact]
    public async Task An_address_that_Meta_does_not_take_is_said_before() =>
        Assert.Contains("200 letters", await _setUps.ImpossibleAsync(SetUps.At(_far), address: $"https://{new string('a', 190)}/callbacks/1/a/s"), StringComparison.Ordinal);

    [Theory]
    [InlineData(10, 403)]
    [InlineData(190, 401)]
    [InlineData(2, 503)]
    public async Task A_refusal_is_told_in_Meta_s_words(int code, int status)
    {
        _far.SetUpFate = CloudFate.Error(code, status);
        Assert.Contains($"Meta answered {status}: (#{code})", await _setUps.RefusedAsync(SetUps.At(_far)), StringComparison.Ordinal);
        Assert.Null(_far.NumberCallback);
    }

    [Fact]
    public async Task What_does_not_answer_as_Meta_does_is_named()
    {
        var account = SetUps.At(_far);
        account.Account.Settings["base_url"] = _far.Address.Replace("/v23.0", "/", StringComparison.Ordinal);
        Assert.NotEmpty(await _setUps.RefusedAsync(account));
    }
}
