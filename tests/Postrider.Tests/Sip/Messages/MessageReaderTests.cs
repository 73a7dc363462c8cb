using System.Text;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Messages;

public sealed class MessageReaderTests
{
    private const string Invite = "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\nFrom: \"Al <x>, \\\"y\\\"\" <sip:al@example.org>;tag=1\r\nTo: sip:bob@example.org;tag=2\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\nContent-Length: 4\r\n\r\nbodyrest";

    [Fact]
    public void A_request_is_read_with_its_parts()
    {
        var request = Assert.IsType<SipRequest>(Read(Invite));
        Assert.Equal(("INVITE", "sip:bob@example.org"), (request.Method, request.Uri));
        Assert.Equal(("1", "2", "c1"), (request.FromTag, request.ToTag, request.CallId));
        Assert.Equal(new SequenceNumber(7, "INVITE"), request.Sequence);
        Assert.Equal("z9hG4bK1", request.TopVia!.Branch);
        Assert.Equal("Al <x>, \"y\"", NameAddress.Parse(request.Headers["From"])!.Name);
        Assert.Equal("body", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Fact]
    public void A_response_is_read_with_its_parts()
    {
        var response = Assert.IsType<SipResponse>(Read("SIP/2.0 486 Busy  Here\r\nv: SIP/2.0/UDP a\r\n\r\n"));
        Assert.Equal((486, "Busy  Here"), (response.Code, response.Reason));
        Assert.Equal("SIP/2.0/UDP a", response.Headers["VIA"]);
    }

    [Theory]
    [InlineData("OPTIONS sip:a SIP/2.0\nv: SIP/2.0/UDP h\nf: <sip:a>;tag=x\nt: <sip:b>\ni: id\nCSEQ:   2    OPTIONS  \n\n", "compact forms, line feeds alone, odd spaces")]
    [InlineData("\r\n\r\nOPTIONS sip:a SIP/2.0\r\nVia : SIP / 2.0 / UDP   h ;branch=b\r\nFROM:<sip:a>;tag=x\r\nto:<sip:b>\r\ncall-id: id\r\ncseq: 2 OPTIONS\r\n\r\n", "empty lines before it, spaces around the colon and the slashes")]
    [InlineData("OPTIONS  sip:a   SIP/2.0  \r\nVia: SIP/2.0/UDP\r\n h\r\nFrom: <sip:a>\r\n\t;tag=x\r\nTo: <sip:b>\r\nCall-ID: id\r\nCSeq: 2\r\n  OPTIONS\r\n\r\n", "folded lines")]
    [InlineData("OPTIONS sip:a sip/2.0\r\nVia: SIP/2.0/UDP h, SIP/2.0/UDP i\r\nFrom: <sip:a>;TAG=x\r\nTo: <sip:b>\r\nCall-ID: id\r\nCSeq: 0002 OPTIONS\r\nNonsense\r\n: none\r\nBad Name: x\r\n\r\n", "several Vias in a line, lines that are no headers")]
    [InlineData("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:a;tag=x\r\nTo: sip:b\r\nCall-ID: id\r\nCSeq: 2 OPTIONS", "no empty line at the end of a datagram")]
    public void What_is_written_oddly_is_read_all_the_same(string text, string why)
    {
        var request = Assert.IsType<SipRequest>(Read(text));
        Assert.True(request.Method == "OPTIONS" && request.Uri == "sip:a", why);
        Assert.True(request.TopVia?.Host == "h", why);
        Assert.True(request.FromTag == "x" && request.ToTag is null && request.CallId == "id", why);
        Assert.True(request.Sequence == new SequenceNumber(2, "OPTIONS"), why);
    }

    [Fact]
    public void A_datagram_without_a_length_has_the_rest_as_its_body() =>
        Assert.Equal("v=0\r\n", Encoding.UTF8.GetString(Read("SIP/2.0 200 OK\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n")!.Body.Span));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("SIP/2.0 99 Too low\r\n\r\n")]
    [InlineData("SIP/2.0 700 Too high\r\n\r\n")]
    [InlineData("SIP/2.0 abc x\r\nVia: a\r\n\r\n")]
    [InlineData("INVITE SIP/2.0\r\nVia: a\r\n\r\n")]
    [InlineData("INVITE a b SIP/2.0\r\nVia: a\r\n\r\n")]
    [InlineData("SIP/2.0 200 OK\r\nContent-Length: 10\r\n\r\nshort")]
    [InlineData("SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("SIP/2.0 200 OK\r\nl: 99999999999999\r\n\r\n")]
    public void What_is_no_message_is_none(string text) => Assert.Null(Read(text));

    [Fact]
    public void More_than_two_hundred_lines_are_no_message()
    {
        var line = "X: y\r\n";
        Assert.Equal(200, Read($"SIP/2.0 200 OK\r\n{string.Concat(Enumerable.Repeat(line, 200))}\r\n")!.Headers.Count);
        Assert.Null(Read($"SIP/2.0 200 OK\r\n{string.Concat(Enumerable.Repeat(line, 201))}\r\n"));
        Assert.Null(Read($"SIP/2.0 200 OK\r\nX: y\r\n{string.Concat(Enumerable.Repeat(" y\r\n", 200))}\r\n"));
    }

    [Fact]
    public void More_than_64_KiB_are_no_message()
    {
        var head = "SIP/2.0 200 OK\r\n\r\n";
        Assert.NotNull(Read(head + new string('x', MessageReader.MostBytes - head.Length)));
        Assert.Null(Read(head + new string('x', MessageReader.MostBytes - head.Length + 1)));
    }

    [Fact]
    public void A_control_character_of_the_far_side_s_is_not_written_on()
    {
        var message = Read("SIP/2.0 200 O\u0001K\r\nCall-ID: a\rX: b\u0000c\r\n\r\n")!;
        Assert.Equal("a X: b c", message.CallId);
        Assert.DoesNotContain("\rX", Encoding.UTF8.GetString(message.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_written_and_read_back_the_same()
    {
        var message = Read(Invite)!;
        var again = Assert.IsType<SipRequest>(MessageReader.Read(message.ToBytes()));
        Assert.Equal(message.Headers.Where(header => header.Key != "Content-Length"), again.Headers.Where(header => header.Key != "Content-Length"));
        Assert.Equal(message.Body.ToArray(), again.Body.ToArray());
        Assert.EndsWith("Content-Length: 4\r\n\r\nbody", Encoding.UTF8.GetString(message.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_between_quotes_cannot_leave_them() =>
        Assert.Equal("\"a\\\"b\\\\cX: y\"", MessageWriter.Quote("a\"b\\c\r\nX: y"));

    private static SipMessage? Read(string text) => MessageReader.Read(Encoding.UTF8.GetBytes(text));
}
