using System.Net;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Messages;

public sealed class PartsTests
{
    [Theory]
    [InlineData("sip:bob@example.org", "bob", "example.org", 0)]
    [InlineData("SIP:bob:pw@example.org:5070;transport=tcp?subject=x", "bob:pw", "example.org", 5070)]
    [InlineData("sips:[2001:db8::1]:5061;lr", null, "2001:db8::1", 5061)]
    [InlineData("sip:+49;phone-context=x@[::1]", "+49;phone-context=x", "::1", 0)]
    public void An_address_is_read(string text, string? user, string host, int port)
    {
        var uri = SipUri.Parse(text)!;
        Assert.Equal((user, host, port), (uri.User, uri.Host, uri.Port));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tel:+49")]
    [InlineData("sip:")]
    [InlineData("sip:a@")]
    [InlineData("sip:a@b:0")]
    [InlineData("sip:a@b:70000")]
    [InlineData("sip:a@[::1")]
    [InlineData("sip:a@[::1]x")]
    [InlineData("sip:a@b c")]
    public void What_is_no_address_is_none(string? text) => Assert.Null(SipUri.Parse(text));

    [Fact]
    public void A_user_is_escaped() => Assert.Equal("a%40b%3B%C3%A4+1", SipUri.EscapeUser("a@b;ä+1"));

    [Theory]
    [InlineData("<sip:a@b;lr>;tag=x", null, "sip:a@b;lr", "x")]
    [InlineData("sip:a@b;tag=x", null, "sip:a@b", "x")]
    [InlineData("\"A \\\"<sip:no>\\\", B\" <sip:a@b>", "A \"<sip:no>\", B", "sip:a@b", null)]
    [InlineData("Alice <sip:a@b> ; tag = x ", "Alice", "sip:a@b", "x")]
    [InlineData("<sip:a@b>;tag=", null, "sip:a@b", null)]
    public void A_name_and_an_address_are_read(string text, string? name, string uri, string? tag)
    {
        var found = NameAddress.Parse(text)!;
        Assert.Equal((name, uri, tag), (found.Name, found.Uri, found.Tag));
    }

    [Theory]
    [InlineData("<sip:a")]
    [InlineData("<>")]
    [InlineData(" ")]
    public void What_is_no_name_and_address_is_none(string text) => Assert.Null(NameAddress.Parse(text));

    [Fact]
    public void A_list_is_split_outside_quotes_and_brackets() =>
        Assert.Equal(["\"a, b\\\", \" <sip:x,y>", "c", "<d,e>;f"], CommaList.Split("\"a, b\\\", \" <sip:x,y>, c,, <d,e>;f,"));

    [Fact]
    public void A_Via_says_where_we_were_seen()
    {
        Assert.Equal(new IPEndPoint(IPAddress.Parse("198.51.100.7"), 4711), ViaLine.Parse("SIP/2.0/UDP 10.0.0.1:5060;branch=b;received=198.51.100.7;rport=4711")!.Seen);
        Assert.Null(ViaLine.Parse("SIP/2.0/UDP 10.0.0.1:5060;branch=b;rport")!.Seen);
    }

    [Fact]
    public void A_Via_is_echoed_with_where_it_really_came_from() =>
        Assert.Equal(
            "SIP/2.0/UDP 10.0.0.1:5060;branch=b;received=198.51.100.7;rport=99",
            ViaLine.Parse("SIP/2.0/UDP 10.0.0.1:5060;rport;received=1.2.3.4;branch=b")!.Received(new IPEndPoint(IPAddress.Parse("198.51.100.7"), 99)));
}
