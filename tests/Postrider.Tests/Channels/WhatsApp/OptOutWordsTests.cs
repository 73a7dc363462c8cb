using Postrider.Channels.WhatsApp;
using Xunit;

namespace Postrider.Tests.Channels.WhatsApp;

public sealed class OptOutWordsTests
{
    [Theory]
    [InlineData("STOP", true)]
    [InlineData(" Stop! ", true)]
    [InlineData("stop\nall", true)]
    [InlineData("Opt-out.", true)]
    [InlineData("\"UNSUBSCRIBE\"", true)]
    [InlineData("Stop promotions", true)]
    [InlineData("Please don't stop", false)]
    [InlineData("stop by at five", false)]
    [InlineData("unsubscribed", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_whole_message_opts_out(string? text, bool optsOut) => Assert.Equal(optsOut, OptOutWords.Are(text));
}
