using Postrider.Channels.FarSide;
using Xunit;

namespace Postrider.Tests.Channels.FarSide;

public sealed class TwilioSignatureTests
{
    private const string Address = "https://mycompany.com/myapp.php?foo=1&bar=2";

    /// <summary>The example in Twilio's own documentation.</summary>
    private static readonly KeyValuePair<string, string>[] _fields =
        [new("To", "+18005551212"), new("From", "+14158675309"), new("Digits", "1234"), new("Caller", "+14158675309"), new("CallSid", "CA1234567890ABCDE")];

    [Fact]
    public void The_published_example_is_signed_as_published() => Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TwilioSignature.Of("12345", Address, _fields));

    [Theory]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8=", true)]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B9=", false)]
    [InlineData("rsoydt4t1cutdk1pdd93/vvr8b8=", false)]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_the_very_signature_is_good(string? signature, bool isGood) => Assert.Equal(isGood, TwilioSignature.IsGood(signature, "12345", Address, _fields));

    [Fact]
    public void Whatever_is_signed_counts()
    {
        var good = TwilioSignature.Of("12345", Address, _fields);
        Assert.False(TwilioSignature.IsGood(good, "12346", Address, _fields));
        Assert.False(TwilioSignature.IsGood(good, "12345", Address + "/", _fields));
        Assert.False(TwilioSignature.IsGood(good, "12345", Address, _fields[1..]));
        Assert.True(TwilioSignature.IsGood(good, "12345", Address, [.. _fields.Reverse()]));
    }
}
