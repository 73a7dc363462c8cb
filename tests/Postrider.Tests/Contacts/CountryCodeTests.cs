using Postrider.Contacts;
using Xunit;

namespace Postrider.Tests.Contacts;

public sealed class CountryCodeTests
{
    [Theory]
    [InlineData("+14155550123", "1")]
    [InlineData("+1234567890", "1")]
    [InlineData("+79161234567", "7")]
    [InlineData("+4930123456", "49")]
    [InlineData("+35312345678", "353")]
    [InlineData("+8612345678901", "86")]
    [InlineData("+99312345678", "993")]
    [InlineData("+88216123456", "882")]
    [InlineData("+6723123456", "672")]
    public void A_number_begins_with_the_code_of_its_country(string number, string code)
    {
        Assert.Equal(code, CountryCode.Of(number));
        Assert.True(CountryCode.IsCallable(number));
    }

    [Theory]
    [InlineData("+2101234567")]
    [InlineData("+2591234567")]
    [InlineData("+3841234567")]
    [InlineData("+4221234567")]
    [InlineData("+6711234567")]
    [InlineData("+6841234567")]
    [InlineData("+8031234567")]
    [InlineData("+8901234567")]
    [InlineData("+9991234567")]
    [InlineData("+0491234567")]
    public void A_code_that_nobody_was_given_is_none(string number)
    {
        Assert.Null(CountryCode.Of(number));
        Assert.False(CountryCode.IsCallable(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("14155550123")]
    [InlineData("+123456")]
    [InlineData("+1234567890123456")]
    [InlineData("+1 4155550123")]
    [InlineData("+1415555o123")]
    [InlineData("+141555501２3")]
    [InlineData("0014155550123")]
    [InlineData("++4155550123")]
    public void What_is_not_dialed_as_it_stands_is_not_callable(string text) => Assert.False(CountryCode.IsCallable(text));

    [Fact]
    public void No_code_begins_with_another()
    {
        // Every number has one code at most, whatever follows.
        for (var prefix = 100; prefix < 1000; prefix++)
        {
            var number = $"+{prefix}0000000";
            if (CountryCode.Of(number) is { } code)
            {
                Assert.StartsWith($"+{code}", number, StringComparison.Ordinal);
                Assert.Equal(code, CountryCode.Of($"+{code}999999999999"[..Math.Min(12, code.Length + 10)]) ?? code);
            }
        }

        Assert.Equal(215, Enumerable.Range(1, 999).Count(code => CountryCode.Of($"+{code}00000000") == $"{code}"));
    }
}
