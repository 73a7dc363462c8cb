using System.Net;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

/// <summary>Which way requests go within a call.</summary>
public sealed class RoutingTests
{
    private static readonly IPEndPoint _trunk = new(IPAddress.Parse("192.0.2.1"), 5060);

    [Fact]
    public async Task Routes_are_followed_in_reverse_and_the_target_stays()
    {
        await using var stage = new CallStage();
        Answered(stage, "Record-Route: <sip:192.0.2.21;lr>, <sip:192.0.2.20:5070;lr>\r\nRecord-Route: <sip:192.0.2.30:5080;lr>\r\nContact: <sip:far@10.0.0.9:5099>\r\n");
        var (ack, to) = Sent(stage);
        Assert.Equal(("sip:far@10.0.0.9:5099", new IPEndPoint(IPAddress.Parse("192.0.2.30"), 5080)), (ack.Uri, to));
        Assert.Equal(["<sip:192.0.2.30:5080;lr>", "<sip:192.0.2.20:5070;lr>", "<sip:192.0.2.21;lr>"], ack.Headers.Lines("Route"));
    }

    [Fact]
    public async Task A_strict_router_gets_its_own_address_and_the_target_at_the_end()
    {
        await using var stage = new CallStage();
        Answered(stage, "Record-Route: <sip:192.0.2.21;lr>, <sip:192.0.2.20>\r\nContact: <sip:far@10.0.0.9>\r\n");
        var (ack, to) = Sent(stage);
        Assert.Equal(("sip:192.0.2.20", new IPEndPoint(IPAddress.Parse("192.0.2.20"), 5060)), (ack.Uri, to));
        Assert.Equal(["<sip:192.0.2.21;lr>", "<sip:far@10.0.0.9>"], ack.Headers.Lines("Route"));
    }

    [Theory]
    [InlineData("<sip:far@name.example>", "a name is where it was heard from")]
    [InlineData("<sip:far@[2001:db8::1]>", "another family of addresses")]
    [InlineData("<sip:far@192.0.2.50;transport=tcp>", "another transport")]
    [InlineData("<sips:far@192.0.2.50>", "encrypted only")]
    [InlineData("<sip:far@0.0.0.0>", "no place")]
    [InlineData("<sip:far@10.1.2.3>", "an address that must not be used")]
    [InlineData("<tel:+49>", "no place at all")]
    public async Task Where_a_contact_is_no_place_to_send_to_requests_go_back_the_way_they_came(string contact, string why)
    {
        await using var stage = new CallStage(objection: address => address.ToString().StartsWith("10.", StringComparison.Ordinal) ? "It is private." : null);
        Answered(stage, $"Contact: {contact}\r\n");
        Assert.True(_trunk.Equals(Sent(stage).To), why);
    }

    [Fact]
    public async Task Over_a_stream_everything_goes_through_it()
    {
        await using var stage = new CallStage(SipTransport.Tls);
        Assert.Equal("<sip:alice@192.0.2.10:40404;transport=tls>", stage.Dial().Headers["Contact"]);
        stage.Respond(stage.Invite, 200, "OK", "Contact: <sip:far@192.0.2.50>\r\n", CallStage.Answer);
        Assert.Equal(_trunk, Sent(stage).To);
    }

    [Fact]
    public async Task The_far_side_may_move_within_the_call()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("UPDATE", "Contact: <sip:far@192.0.2.66:5066>\r\n");
        stage.Wire.Take();
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        var (bye, to) = Sent(stage);
        Assert.Equal(("sip:far@192.0.2.66:5066", new IPEndPoint(IPAddress.Parse("192.0.2.66"), 5066)), (bye.Uri, to));
    }

    [Fact]
    public async Task The_far_side_may_be_answered_before_it_names_itself()
    {
        await using var stage = new CallStage();
        Answered(stage, "", tag: null);
        var (ack, to) = Sent(stage);
        Assert.Equal((stage.Invite.Uri, _trunk, null), (ack.Uri, to, ack.ToTag));
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task Where_the_trunk_saw_us_is_where_later_calls_say_we_are()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Wire.Hear($"SIP/2.0 401 Who\nVia: {invite.Headers["Via"]!.Replace(";rport", ";received=198.51.100.7;rport=4711", StringComparison.Ordinal)}\nFrom: {invite.Headers["From"]}\nTo: {invite.Headers["To"]};tag=x\nCall-ID: {invite.CallId}\nCSeq: 1 INVITE\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\n\n");
        Assert.Equal("<sip:alice@198.51.100.7:4711>", stage.Wire.Take()[1].Headers["Contact"]);
    }

    private static void Answered(CallStage stage, string headers, string? tag = "far")
    {
        stage.Respond(stage.Dial(), 200, "OK", headers, CallStage.Answer, tag);
    }

    private static (SipRequest Request, IPEndPoint To) Sent(CallStage stage)
    {
        var (message, to) = Assert.Single(stage.Wire.Sent);
        return (Assert.IsType<SipRequest>(message), to);
    }
}
