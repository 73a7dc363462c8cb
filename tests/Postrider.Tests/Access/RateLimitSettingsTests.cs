using Postrider.Access;
using Xunit;

namespace Postrider.Tests.Access;

public sealed class RateLimitSettingsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Without_text_the_defaults_hold(string? text)
    {
        var settings = RateLimitSettings.Parse(text);
        Assert.Equal((300, 600, 1200), (settings.Address, settings.Key, settings.Workspace));
    }

    [Fact]
    public void Off_means_no_limit_at_all() => Assert.Equal(RateLimitSettings.Off, RateLimitSettings.Parse(" off "));

    [Fact]
    public void A_list_changes_what_it_names()
    {
        var settings = RateLimitSettings.Parse("key=5, address = off,calls=7");
        Assert.Equal(new RateLimitSettings { Key = 5, Address = null, Calls = 7 }, settings);
    }

    [Theory]
    [InlineData("key", "'key' is neither")]
    [InlineData("key=0", "'key=0' needs")]
    [InlineData("key=-1", "'key=-1' needs")]
    [InlineData("key=ten", "'key=ten' needs")]
    [InlineData("minute=1", "'minute' is not a limit")]
    [InlineData("key=1,key=2", "'key' is given twice")]
    public void A_bad_text_says_what_and_where(string text, string what)
    {
        var fault = Assert.Throws<FormatException>(() => RateLimitSettings.Parse(text));
        Assert.StartsWith("POSTRIDER_RATE_LIMITS: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }
}
