using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Channels;

public sealed class SignInLinksTests
{
    private static readonly Account _account = Made("acc_1");

    private readonly ManualClock _clock = new();
    private readonly SignInLinks _links;

    public SignInLinksTests()
    {
        var address = new PublicAddress();
        address.Set("https://postrider.example/");
        var addresses = new CallbackAddresses(address);
        addresses.Begin(new byte[32]);
        _links = new SignInLinks(addresses, address, _clock);
    }

    [Fact]
    public void A_page_is_its_account_s_alone_and_ends()
    {
        var until = _clock.GetUtcNow().AddHours(1);
        var parts = _links.PageOf(_account, until)[$"https://postrider.example{SignInLinks.Path}".Length..].Split('/');
        Assert.Equal(["7", "acc_1"], parts[..2]);
        Assert.True(_links.IsPage(_account.Workspace, "acc_1", parts[2], parts[3]));
        Assert.False(_links.IsPage(_account.Workspace, "acc_2", parts[2], parts[3]));
        Assert.False(_links.IsPage(new WorkspaceId(8), "acc_1", parts[2], parts[3]));
        Assert.False(_links.IsPage(_account.Workspace, "acc_1", $"{parts[2]}0", parts[3]));
        Assert.False(_links.IsPage(_account.Workspace, "acc_1", parts[2], $"{parts[3][..^1]}~"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(_links.IsPage(_account.Workspace, "acc_1", parts[2], parts[3]));
    }

    [Fact]
    public void A_name_is_its_account_s_alone_serves_as_no_page_and_outlasts_the_page_by_an_hour()
    {
        var name = _links.NameOf(_account, _clock.GetUtcNow().AddHours(1));
        Assert.True(_links.IsName(_account, name));
        Assert.False(_links.IsName(Made("acc_2"), name));
        Assert.False(_links.IsPage(_account.Workspace, "acc_1", name.Split('.')[0], name.Split('.')[1]));
        Assert.All([null, "", ".", "x", "99999999999999999999.x", $"9{name}"], other => Assert.False(_links.IsName(_account, other)));
        _clock.Advance(TimeSpan.FromMinutes(119));
        Assert.True(_links.IsName(_account, name));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_links.IsName(_account, name));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(253_402_300_799)]
    public void A_moment_that_there_is_no_date_for_is_never_right(long until) =>
        Assert.False(_links.IsPage(_account.Workspace, "acc_1", until.ToString(System.Globalization.CultureInfo.InvariantCulture), "x"));

    private static Account Made(string id) => new() { Workspace = new WorkspaceId(7), AccountId = id, Kind = "unipile", Channel = Channel.LinkedIn, Name = "x", Settings = new JsonObject() };
}
