using System.Net;
using System.Text;
using Postrider.Sip.Calling;
using Postrider.Sip.Media;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

/// <summary>What the far side asks within a call.</summary>
public sealed class WithinTests
{
    private const string Contact = "Contact: <sip:far@192.0.2.1>\r\n";

    [Fact]
    public async Task The_callee_hangs_up()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        var text = stage.Ask("BYE", "Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n");
        stage.Wire.TakeResponse(200);
        Assert.Equal(new CallEnd(CallEndKind.RemoteHungUp, Reason: "Normal call clearing"), stage.End);
        stage.Wire.Hear(text);
        stage.Wire.TakeResponse(200);
        stage.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("a=sendonly\r\n", MediaDirection.Receive, "a=recvonly")]
    [InlineData("a=inactive\r\n", MediaDirection.Inactive, "a=inactive")]
    [InlineData("a=recvonly\r\n", MediaDirection.Send, "a=sendonly")]
    [InlineData("a=sendrecv\r\n", MediaDirection.Both, "a=sendrecv")]
    public async Task A_new_offer_is_answered_and_used(string attribute, MediaDirection direction, string ours)
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        foreach (var method in new[] { "INVITE", "UPDATE" })
        {
            stage.Ask(method, Contact, $"v=0\r\no=far 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\nm=video 9 RTP/AVP 99\r\nm=audio 20002 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n{attribute}");
            var response = stage.Wire.TakeResponse(200);
            var answer = Encoding.UTF8.GetString(response.Body.Span);
            Assert.Contains("m=video 0 RTP/AVP 99\r\nm=audio 30000 RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:96 telephone-event/8000\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith($"{ours}\r\n", answer, StringComparison.Ordinal);
            Assert.Equal("<sip:alice@192.0.2.10:40404>", response.Headers["Contact"]);
            var plan = stage.Media.Plans[^1];
            Assert.Equal((new IPEndPoint(IPAddress.Parse("192.0.2.5"), 20002), MediaCodec.Pcma, (byte?)96, direction), (plan.Remote, plan.Codec, plan.DigitPayloadType, plan.Direction));
            if (method == "INVITE")
            {
                stage.Ask("ACK");
            }
        }

        Assert.Equal(3, stage.Media.Plans.Count);
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task The_version_of_our_description_counts_what_is_said_differently()
    {
        await using var stage = new CallStage();
        stage.Dial();
        var first = Version(stage.Invite);
        stage.Respond(stage.Invite, 200, "OK", Contact, CallStage.Answer);
        stage.Wire.Take();
        stage.Ask("UPDATE", Contact, CallStage.Answer);
        var second = Version(stage.Wire.TakeResponse(200));
        stage.Ask("UPDATE", Contact, CallStage.Answer);
        var third = Version(stage.Wire.TakeResponse(200));
        Assert.Equal((first.Id, first.Id, first.Number + 1, second.Number), (second.Id, third.Id, second.Number, third.Number));

        static (long Id, long Number) Version(SipMessage message)
        {
            var words = Encoding.UTF8.GetString(message.Body.Span).Split('\n').Single(line => line.StartsWith("o=", StringComparison.Ordinal)).Split(' ');
            return (long.Parse(words[1], null), long.Parse(words[2], null));
        }
    }

    [Fact]
    public async Task An_INVITE_without_an_offer_gets_ours_and_its_ACK_answers()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("INVITE", Contact);
        Assert.Contains("m=audio 30000 RTP/AVP 0 8 101", Encoding.UTF8.GetString(stage.Wire.TakeResponse(200).Body.Span), StringComparison.Ordinal);
        Assert.Single(stage.Media.Plans);

        // While ours is open no other offer is taken.
        stage.Ask("UPDATE", Contact, CallStage.Answer, number: 500);
        stage.Wire.TakeResponse(500);
        stage.Ask("ACK", body: CallStage.Answer.Replace("20000", "20004", StringComparison.Ordinal), number: 101);
        Assert.Equal(20004, stage.Media.Plans[^1].Remote.Port);
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task An_INVITE_before_the_last_one_s_ACK_has_to_wait()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("INVITE", Contact, CallStage.Answer);
        stage.Wire.TakeResponse(200);
        stage.Ask("INVITE", Contact, CallStage.Answer);
        Assert.InRange(int.Parse(stage.Wire.TakeResponse(500).Headers["Retry-After"]!, null), 0, 10);
    }

    [Fact]
    public async Task An_offer_that_crosses_ours_has_to_wait()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 100;refresher=uac\r\n");
        stage.Wait(50);
        var ours = stage.Wire.TakeRequest("INVITE");
        stage.Ask("INVITE", Contact, CallStage.Answer);
        stage.Wire.TakeResponse(491);
        stage.Respond(ours, 491, "Request Pending");
        stage.Wire.TakeRequest("ACK");
        stage.Wait(2);
        stage.Wire.Take();
        stage.Wait(2.1);
        Assert.Contains(stage.Wire.Take(), message => message is SipRequest { Method: "INVITE" } again && again.Sequence!.Value.Number == ours.Sequence!.Value.Number + 1);
    }

    [Fact]
    public async Task An_offer_that_is_not_usable_is_refused_and_the_call_goes_on()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("INVITE", Contact, "v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 4000 RTP/SAVP 0\r\n");
        Assert.Equal("399 postrider \"The offer is not usable: it wants its sound as RTP/SAVP\"", stage.Wire.TakeResponse(488).Headers["Warning"]);
        Assert.Null(stage.End);
        Assert.Single(stage.Media.Plans);
    }

    [Theory]
    [InlineData("OPTIONS", "", 200)]
    [InlineData("INFO", "", 200)]
    [InlineData("NOTIFY", "", 489)]
    [InlineData("REFER", "", 405)]
    [InlineData("PRACK", "", 405)]
    [InlineData("WHATEVER", "", 501)]
    [InlineData("INFO", "Require: timer, made-up\r\n", 420)]
    public async Task Other_requests_within_the_call_are_answered(string method, string headers, int code)
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask(method, headers);
        var response = stage.Wire.TakeResponse(code);
        Assert.Equal(code == 420 ? "made-up" : null, response.Headers["Unsupported"]);
        Assert.Equal(code is 405 or 501 or 200 && method != "INFO" ? SipMethod.Allowed : null, response.Headers["Allow"]);
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task A_request_of_the_old_kind_without_a_branch_is_answered_too()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("BYE", branch: " ");
        stage.Wire.TakeResponse(200);
        Assert.Equal(CallEndKind.RemoteHungUp, stage.End?.Kind);
    }

    [Fact]
    public async Task What_comes_out_of_order_or_from_a_stranger_is_refused()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("INFO", number: 50);
        stage.Wire.TakeResponse(200);
        stage.Ask("INFO", number: 49);
        stage.Wire.TakeResponse(500);
        stage.Ask("BYE", number: 51, tag: "stranger");
        stage.Wire.TakeResponse(481);
        Assert.Null(stage.End);
    }

    [Fact]
    public async Task While_it_rings_an_UPDATE_is_answered_and_a_BYE_ends_nothing()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 183, "Session Progress", Contact, CallStage.Answer);
        stage.Ask("UPDATE", Contact);
        stage.Wire.TakeResponse(200);
        stage.Ask("UPDATE", Contact, CallStage.Answer);
        stage.Wire.TakeResponse(491);
        stage.Ask("INVITE", Contact);
        stage.Wire.TakeResponse(500);
        stage.Ask("BYE");
        stage.Wire.TakeResponse(200);
        Assert.Null(stage.End);
        stage.Respond(invite, 480, "Gone");
        Assert.Equal(CallEndKind.Refused, stage.End?.Kind);
    }
}
