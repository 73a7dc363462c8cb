using System.Net;
using System.Text;
using Postrider.Sip.Calling;
using Postrider.Sip.Media;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

/// <summary>From the INVITE to the answer or the refusal.</summary>
public sealed class PlacingTests
{
    [Fact]
    public async Task A_call_is_offered_answered_and_hung_up()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial(new SipCallRequest { To = "+49 30", CallerId = "100", CallerName = "A \"b\"" });
        Assert.Equal("sip:+49%2030@trunk.example", invite.Uri);
        Assert.Equal($"\"A \\\"b\\\"\" <sip:100@trunk.example>;tag={invite.FromTag}", invite.Headers["From"]);
        Assert.Equal(("<sip:+49%2030@trunk.example>", "<sip:100@192.0.2.10:40404>", "70"), (invite.Headers["To"], invite.Headers["Contact"], invite.Headers["Max-Forwards"]));
        Assert.Equal(("timer", "1800", "90"), (invite.Headers["Supported"], invite.Headers["Session-Expires"], invite.Headers["Min-SE"]));
        Assert.Contains("m=audio 30000 RTP/AVP 0 8 101\r\n", Encoding.UTF8.GetString(invite.Body.Span), StringComparison.Ordinal);

        stage.Respond(invite, 100, "Trying");
        stage.Respond(invite, 180, "Ringing");
        stage.Respond(invite, 180, "Ringing");
        stage.Respond(invite, 200, "OK", "Contact: <sip:far@192.0.2.77:5070>\r\n", CallStage.Answer);
        Assert.Equal([new CallSignal.Ringing(180, false), new CallSignal.Answered()], stage.Signals());
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 20000), Assert.Single(stage.Media.Plans).Remote);

        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.77"), 5070), stage.Wire.Sent[0].To);
        var ack = stage.Wire.TakeRequest("ACK");
        Assert.Equal(("sip:far@192.0.2.77:5070", "1 ACK", "far"), (ack.Uri, ack.Headers["CSeq"], ack.ToTag));
        Assert.NotEqual(invite.TopVia!.Branch, ack.TopVia!.Branch);

        stage.Respond(invite, 200, "OK", "Contact: <sip:far@192.0.2.77:5070>\r\n", CallStage.Answer);
        Assert.Equal(ack.ToBytes(), stage.Wire.TakeRequest("ACK").ToBytes());

        var ending = stage.Call.HangUpAsync("done", CancellationToken.None);
        var bye = stage.Wire.TakeRequest("BYE");
        Assert.Equal(("2 BYE", "SIP;cause=200;text=\"done\""), (bye.Headers["CSeq"], bye.Headers["Reason"]));
        stage.Respond(bye, 200, "OK");
        Assert.Equal(new CallEnd(CallEndKind.LocalHungUp), await ending);
        Assert.Equal([new CallSignal.Ended(new CallEnd(CallEndKind.LocalHungUp))], stage.Signals());
        stage.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(486, "Busy Here", "Reason: Q.850;cause=17;text=\"User busy\"\r\n", "Busy Here; User busy")]
    [InlineData(404, "Not Found", "", "Not Found")]
    [InlineData(603, "Decline", "Warning: 399 gw \"No, thank you\"\r\nReason: Q.850;cause=21\r\n", "Decline; Q.850 21; No, thank you")]
    [InlineData(503, "", "", null)]
    [InlineData(302, "Moved", "Contact: <sip:other@example.org>\r\n", "Moved: it points to sip:other@example.org, and calls are not sent on.")]
    public async Task A_final_response_refuses_with_the_far_side_s_words(int code, string reason, string headers, string? words)
    {
        await using var stage = new CallStage();
        stage.Respond(stage.Dial(), code, reason, headers);
        stage.Wire.TakeRequest("ACK");
        Assert.Equal(new CallEnd(CallEndKind.Refused, code, words), stage.End);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Early_media_is_used_and_stands_where_the_answer_says_nothing()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 183, "Session Progress", body: CallStage.Answer);
        Assert.Equal([new CallSignal.Ringing(183, true)], stage.Signals());
        Assert.Single(stage.Media.Plans);
        stage.Respond(invite, 200, "OK", "Contact: <sip:far@192.0.2.1>\r\n");
        Assert.Equal([new CallSignal.Answered()], stage.Signals());
        Assert.Equal(2, stage.Media.Plans.Count);
    }

    [Theory]
    [InlineData("", "it says nothing about sound")]
    [InlineData("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\n", "it refuses the sound")]
    [InlineData("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 18\r\n", "it speaks no codec that is known here")]
    [InlineData("v=0\r\nc=IN IP4 media.example\r\nm=audio 4000 RTP/AVP 0\r\n", "it names media.example for its sound, which is no address")]
    public async Task An_answer_that_is_not_usable_is_acknowledged_and_hung_up(string body, string words)
    {
        await using var stage = new CallStage();
        stage.Respond(stage.Dial(), 200, "OK", "Contact: <sip:far@192.0.2.1>\r\n", body);
        var sent = stage.Wire.Take().Cast<SipRequest>().ToList();
        Assert.Equal(["ACK", "BYE"], sent.Select(request => request.Method));
        Assert.Equal(new CallEnd(CallEndKind.Lost, 200, $"The answer is not usable: {words}."), stage.End);
        Assert.Empty(stage.Media.Plans);
        stage.Respond(sent[1], 200, "OK");
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Of_several_answers_the_first_has_the_call_and_the_others_are_hung_up()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, 200, "OK", "Contact: <sip:one@192.0.2.1>\r\n", CallStage.Answer, tag: "one");
        stage.Wire.TakeRequest("ACK");
        stage.Respond(invite, 200, "OK", "Contact: <sip:two@192.0.2.2>\r\n", CallStage.Answer, tag: "two");
        var sent = stage.Wire.Take().Cast<SipRequest>().ToList();
        Assert.Equal(["ACK sip:two@192.0.2.2 two", "BYE sip:two@192.0.2.2 two"], sent.Select(request => $"{request.Method} {request.Uri} {request.ToTag}"));
        stage.Respond(sent[1], 200, "OK");
        stage.Respond(invite, 200, "OK", "Contact: <sip:two@192.0.2.2>\r\n", CallStage.Answer, tag: "two");
        Assert.Equal("two", stage.Wire.TakeRequest("ACK").ToTag);
        Assert.Null(stage.End);
        Assert.Single(stage.Media.Plans);

        stage.Ask("BYE", tag: "two");
        stage.Wire.TakeResponse(481);
        stage.Ask("BYE", tag: "one");
        stage.Wire.TakeResponse(200);
        Assert.Equal(CallEndKind.RemoteHungUp, stage.End?.Kind);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_session_timer_that_is_too_short_is_raised_once()
    {
        await using var stage = new CallStage();
        stage.Respond(stage.Dial(new SipCallRequest { To = "1", SessionExpiresSeconds = 100 }), 422, "Session Interval Too Small", "Min-SE: 600\r\n");
        var sent = stage.Wire.Take();
        Assert.Equal("ACK", ((SipRequest)sent[0]).Method);
        Assert.Equal(("600", "600", "2 INVITE"), (sent[1].Headers["Session-Expires"], sent[1].Headers["Min-SE"], sent[1].Headers["CSeq"]));
        stage.Respond((SipRequest)sent[1], 422, "Session Interval Too Small", "Min-SE: 900\r\n");
        Assert.Equal(new CallEnd(CallEndKind.Refused, 422, "Session Interval Too Small"), stage.End);
    }

    [Fact]
    public async Task Without_a_session_timer_none_is_offered()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial(new SipCallRequest { To = "1", SessionExpiresSeconds = 0 });
        Assert.Null(invite.Headers["Session-Expires"]);
        Assert.Null(invite.Headers["Supported"]);
    }

    [Fact]
    public async Task Encryption_is_offered_and_must_be_answered()
    {
        var key = new SrtpKey("AES_CM_128_HMAC_SHA1_80", new byte[30]);
        await using var stage = new CallStage { Media = new ScriptedMedia { LocalKey = key } };
        var offer = Encoding.UTF8.GetString(stage.Dial().Body.Span);
        Assert.Contains("m=audio 30000 RTP/SAVP 0 8 101\r\n", offer, StringComparison.Ordinal);
        Assert.Contains($"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Convert.ToBase64String(new byte[30])}\r\n", offer, StringComparison.Ordinal);
        stage.Respond(stage.Invite, 200, "OK", "Contact: <sip:far@192.0.2.1>\r\n", CallStage.Answer);
        Assert.Equal("The answer is not usable: it does not encrypt its sound.", stage.End?.Reason);
    }

    [Fact]
    public async Task A_far_side_that_rings_without_end_fills_nothing()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        for (var i = 0; i < 500; i++)
        {
            stage.Respond(invite, 180 + (i % 2), "Ringing", tag: $"t{i}");
        }

        stage.Respond(invite, 200, "OK", "Contact: <sip:far@192.0.2.1>\r\n", CallStage.Answer);
        var signals = stage.Signals();
        Assert.Equal(31, signals.Count);
        Assert.Equal(new CallSignal.Answered(), signals[^1]);
    }
}
