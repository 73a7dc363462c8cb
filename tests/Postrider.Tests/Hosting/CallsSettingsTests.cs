using Microsoft.Extensions.Configuration;
using Postrider.Server.Hosting;
using Xunit;

namespace Postrider.Tests.Hosting;

public sealed class CallsSettingsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("number", false)]
    [InlineData("string", true)]
    public void The_calls_that_remain_are_a_number_unless_told_otherwise(string? value, bool isText) => Assert.Equal(isText, Read(value).CallsRemainingAsText);

    [Fact]
    public void Another_word_stops_the_start_and_names_the_variable() =>
        Assert.Contains("POSTRIDER_CALLS_REMAINING_AS", Assert.Throws<FormatException>(() => Read("text")).Message, StringComparison.Ordinal);

    private static ServerSettings Read(string? value) =>
        ServerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["POSTRIDER_DATA"] = "/tmp/nowhere", ["POSTRIDER_CALLS_REMAINING_AS"] = value }).Build());
}
