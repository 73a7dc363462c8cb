using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Postrider.Server.Checking;
using Xunit;

namespace Postrider.Tests.Checking;

public sealed class LiveCheckOptionsTests
{
    [Fact]
    public void Settings_come_from_both_sides_and_the_command_line_s_go_first()
    {
        var environment = new ConfigurationBuilder().AddInMemoryCollection([new("POSTRIDER_CHECK_ACCESS_TOKEN", "from env"), new("POSTRIDER_CHECK_HOST", "from env"), new("POSTRIDER_DATA", "no setting")]).Build();
        var (options, fault) = LiveCheckOptions.Read(["waha", "--set", "host=a=b", "--to", "+12025550123", "--wait", "9", "--yes"], environment);
        Assert.Null(fault);
        Assert.Equal([("access_token", "from env"), ("host", "a=b")], options!.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(("waha", "+12025550123", TimeSpan.FromSeconds(9), true), (options.Kind, options.To, options.Patience, options.AsksNothing));
    }

    [Fact]
    public void The_far_side_is_told_the_callback_address_only_where_that_is_asked_for()
    {
        var none = new ConfigurationBuilder().Build();
        Assert.False(LiveCheckOptions.Read(["waha", "--public-url", "https://a.example"], none).Options!.SetsUpCallback);
        Assert.True(LiveCheckOptions.Read(["waha", "--set-up-callback", "--public-url", "https://a.example"], none).Options!.SetsUpCallback);
    }

    [Theory]
    [InlineData]
    [InlineData("--yes")]
    [InlineData("waha", "--to")]
    [InlineData("waha", "--set", "host")]
    [InlineData("waha", "--set", "=x")]
    [InlineData("waha", "--wait", "soon")]
    [InlineData("waha", "--wait", "0")]
    [InlineData("waha", "--nonsense", "x")]
    [InlineData("waha", "--set-up-callback")]
    public void What_is_not_understood_is_said(params string[] args) => Assert.NotNull(LiveCheckOptions.Read(args, new ConfigurationBuilder().Build()).Fault);

    [Fact]
    public void Words_become_what_the_kind_describes()
    {
        var described = JsonNode.Parse("""[{"name":"host","type":"text","required":true,"secret":false,"help":"Where."},{"name":"port","type":"number","required":false,"secret":false,"help":"Which."},{"name":"strict","type":"boolean","required":false,"secret":true,"help":"How."}]""")!.AsArray();
        var (settings, fault) = CheckSettings.Read(described, new Dictionary<string, string> { ["host"] = "7", ["port"] = "25", ["strict"] = "true" });
        Assert.Equal(("""{"host":"7","port":25,"strict":true}""", null), (settings.ToJsonString(), fault));
        Assert.Equal("port must be a number.", CheckSettings.Read(described, new Dictionary<string, string> { ["host"] = "7", ["port"] = "x" }).Fault);
        Assert.StartsWith("host is missing", CheckSettings.Read(described, new Dictionary<string, string>()).Fault, StringComparison.Ordinal);
        Assert.Equal("The kind has no setting hots.", CheckSettings.Read(described, new Dictionary<string, string> { ["host"] = "7", ["hots"] = "x" }).Fault);
        Assert.Equal(["host = 7", "port: not given. Which.", "strict = …"], CheckSettings.Describe(described, new Dictionary<string, string> { ["host"] = "7", ["strict"] = "true" }));
    }
}
