using Microsoft.Extensions.Configuration;
using Postrider.Server.Hosting;
using Xunit;

namespace Postrider.Tests.Hosting;

public sealed class VoiceSettingsTests
{
    [Fact]
    public void Ports_of_sound_are_a_range()
    {
        Assert.Equal((0, 65535), (Read(null).Voice.FirstPort, Read(null).Voice.LastPort));
        Assert.Equal((20000, 20199), (Read(" 20000 - 20199 ").Voice.FirstPort, Read("20000-20199").Voice.LastPort));
    }

    [Theory]
    [InlineData("20000")]
    [InlineData("20000-")]
    [InlineData("20000-20000")]
    [InlineData("20199-20000")]
    [InlineData("80-90")]
    [InlineData("20000-70000")]
    public void Anything_else_is_refused_by_its_name(string text) => Assert.Contains("POSTRIDER_RTP_PORTS", Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static ServerSettings Read(string? ports) => ServerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["POSTRIDER_DATA"] = "/tmp/none", ["POSTRIDER_RTP_PORTS"] = ports }).Build());
}
