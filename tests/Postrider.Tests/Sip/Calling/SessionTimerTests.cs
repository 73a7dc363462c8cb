using System.Text;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

public sealed class SessionTimerTests
{
    private const string Contact = "Contact: <sip:far@192.0.2.1>\r\n";

    [Fact]
    public async Task We_refresh_by_INVITE_where_the_far_side_takes_no_UPDATE()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 100;refresher=uac\r\n");
        stage.Wait(49.9);
        Assert.Empty(stage.Wire.Take());
        stage.Wait(0.1);
        var refresh = stage.Wire.TakeRequest("INVITE");
        Assert.Equal(("100;refresher=uac", "far", "2 INVITE"), (refresh.Headers["Session-Expires"], refresh.ToTag, refresh.Headers["CSeq"]));
        Assert.Equal(Encoding.UTF8.GetString(stage.Invite.Body.Span), Encoding.UTF8.GetString(refresh.Body.Span));
        stage.Respond(refresh, 200, "OK", $"{Contact}Session-Expires: 200;refresher=uac\r\n", CallStage.Answer.Replace("20000", "20008", StringComparison.Ordinal));
        Assert.Equal("2 ACK", stage.Wire.TakeRequest("ACK").Headers["CSeq"]);
        Assert.Equal(20008, stage.Media.Plans[^1].Remote.Port);
        stage.Respond(refresh, 200, "OK", Contact, CallStage.Answer);
        stage.Wire.TakeRequest("ACK");
        stage.Wait(99.9);
        Assert.Empty(stage.Wire.Take());
        stage.Wait(0.1);
        stage.Wire.TakeRequest("INVITE");
    }

    [Fact]
    public async Task We_refresh_by_UPDATE_where_the_far_side_takes_it()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90\r\nAllow: INVITE, ACK, BYE, UPDATE\r\n");
        for (var i = 0; i < 3; i++)
        {
            stage.Wait(45);
            var refresh = stage.Wire.TakeRequest("UPDATE");
            Assert.True(refresh.Body.IsEmpty);
            stage.Respond(refresh, 200, "OK", $"{Contact}Session-Expires: 90;refresher=uac\r\n");
        }

        Assert.Null(stage.End);
        Assert.Single(stage.Media.Plans);
    }

    [Fact]
    public async Task A_far_side_that_does_not_refresh_is_lost()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90;refresher=uas\r\n");
        stage.Wait(50);
        stage.Ask("UPDATE", $"{Contact}Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
        var response = stage.Wire.TakeResponse(200);
        Assert.Equal(("90;refresher=uac", "timer"), (response.Headers["Session-Expires"], response.Headers["Require"]));
        stage.Wait(59.9);
        Assert.Null(stage.End);
        stage.Wait(0.1);
        Assert.Equal(new CallEnd(CallEndKind.Lost, Reason: "The session timer ran out."), stage.End);
        stage.Respond(stage.Wire.TakeRequest("BYE"), 200, "OK");
        stage.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(481, "Call Does Not Exist")]
    [InlineData(408, "Request Timeout")]
    public async Task A_far_side_that_knows_no_such_call_is_lost(int code, string reason)
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n");
        stage.Wait(45);
        stage.Respond(stage.Wire.TakeRequest("UPDATE"), code, reason);
        Assert.Equal(new CallEnd(CallEndKind.Lost, Reason: $"The far side knows no such call: {reason}"), stage.End);
        stage.Wire.TakeRequest("BYE");
    }

    [Fact]
    public async Task A_far_side_that_vanished_is_noticed_by_the_refresh()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 900;refresher=uac\r\nAllow: UPDATE\r\n");
        stage.Wait(450 + 32);
        Assert.Equal(new CallEnd(CallEndKind.Lost, Reason: "The far side does not answer any more."), stage.End);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Any_other_refusal_of_the_refresh_ends_the_call_only_when_the_timer_runs_out()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n");
        stage.Wait(45);
        stage.Respond(stage.Wire.TakeRequest("UPDATE"), 500, "Oops");
        Assert.Null(stage.End);
        stage.Wait(15);
        Assert.Equal("The session timer ran out.", stage.End?.Reason);
    }

    [Fact]
    public async Task A_refresh_that_is_too_short_is_raised()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n");
        stage.Wait(45);
        stage.Respond(stage.Wire.TakeRequest("UPDATE"), 422, "Too Small", "Min-SE: 300\r\n");
        var again = stage.Wire.TakeRequest("UPDATE");
        Assert.Equal("300;refresher=uac", again.Headers["Session-Expires"]);
    }

    [Fact]
    public async Task A_refresh_that_asks_for_a_sign_in_gets_it()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90;refresher=uac\r\nAllow: UPDATE\r\n");
        stage.Wait(45);
        stage.Respond(stage.Wire.TakeRequest("UPDATE"), 401, "Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
        Assert.NotNull(stage.Wire.TakeRequest("UPDATE").Headers["Authorization"]);
    }

    [Theory]
    [InlineData("Supported: timer\r\nSession-Expires: 200;refresher=uas\r\n", "200;refresher=uas", "timer", true)]
    [InlineData("Supported: timer\r\nSession-Expires: 200\r\n", "200;refresher=uac", "timer", false)]
    [InlineData("Session-Expires: 200\r\n", "200;refresher=uas", null, true)]
    public async Task The_far_side_s_offer_says_who_refreshes(string headers, string expected, string? required, bool isOurs)
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Allow: UPDATE\r\n");
        stage.Ask("UPDATE", $"{Contact}{headers}");
        var response = stage.Wire.TakeResponse(200);
        Assert.Equal((expected, required), (response.Headers["Session-Expires"], response.Headers["Require"]));
        stage.Wait(100);
        Assert.Equal(isOurs ? 1 : 0, stage.Wire.Take().OfType<SipRequest>().Count(request => request.Method == "UPDATE"));
    }

    [Fact]
    public async Task An_offer_that_says_nothing_of_the_timer_starts_it_again()
    {
        await using var stage = new CallStage();
        stage.DialAnswered("Session-Expires: 90;refresher=uas\r\n");
        stage.Wait(59);
        stage.Ask("UPDATE", Contact);
        stage.Wire.TakeResponse(200);
        stage.Wait(59);
        Assert.Null(stage.End);
        stage.Wait(1);
        Assert.Equal(CallEndKind.Lost, stage.End?.Kind);
    }

    [Fact]
    public async Task An_interval_below_ours_is_refused()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Ask("UPDATE", $"{Contact}Supported: timer\r\nSession-Expires: 30\r\n");
        Assert.Equal("90", stage.Wire.TakeResponse(422).Headers["Min-SE"]);
    }

    [Fact]
    public async Task Without_a_timer_in_the_answer_a_call_lasts_as_long_as_it_lasts()
    {
        await using var stage = new CallStage();
        stage.DialAnswered();
        stage.Wait(7200);
        Assert.Empty(stage.Wire.Take());
        Assert.Null(stage.End);
    }
}
