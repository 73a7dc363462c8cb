using Postrider.Channels.Sandbox;
using Xunit;

namespace Postrider.Tests.Channels;

public sealed class SandboxFateTests
{
    [Theory]
    [InlineData("refuse", 1)]
    [InlineData("defer", 2)]
    [InlineData("unknown", 3)]
    [InlineData("lost", 4)]
    [InlineData("never", 5)]
    [InlineData("slow", 6)]
    [InlineData("reply", 7)]
    [InlineData("bounce", 8)]
    public void A_fate_is_a_word_of_the_address_or_one_of_eight_numbers(string fate, int number)
    {
        Assert.Equal(fate, SandboxFate.Of($"mail:{fate}@example.com"));
        Assert.Equal(fate, SandboxFate.Of($"mail:ann.{fate}+17@example.com"));
        Assert.Equal(fate, SandboxFate.Of($"linkedin:ann-{fate}-2"));
        Assert.Equal(fate, SandboxFate.Of($"phone:+1555010000{number}"));
    }

    [Theory]
    [InlineData("mail:ann@refuse.example.com")]
    [InlineData("mail:refused@example.com")]
    [InlineData("mail:slowly@example.com")]
    [InlineData("phone:+15550100000")]
    [InlineData("phone:+15550100009")]
    [InlineData("phone:+155501000011")]
    [InlineData("id:+1555010000x")]
    [InlineData("id:group-1")]
    public void Everybody_else_is_delivered_to(string address) => Assert.Null(SandboxFate.Of(address));

    [Fact]
    public void A_profile_is_connected_when_its_slug_says_so()
    {
        Assert.True(SandboxFate.IsConnected("linkedin:ann-connected"));
        Assert.False(SandboxFate.IsConnected("linkedin:ann-disconnected"));
        Assert.False(SandboxFate.IsConnected("linkedin:ann"));
    }
}
