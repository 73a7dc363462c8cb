using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

public sealed class SigningInTests
{
    private const string Challenge = "Digest realm=\"r\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"\r\n";

    [Theory]
    [InlineData(401, "WWW-Authenticate", "Authorization")]
    [InlineData(407, "Proxy-Authenticate", "Proxy-Authorization")]
    public async Task A_challenge_is_answered_once_and_the_answer_goes_on_through_the_call(int code, string asks, string answers)
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        stage.Respond(invite, code, "Who are you", $"{asks}: {Challenge}");
        var sent = stage.Wire.Take().Cast<SipRequest>().ToList();
        Assert.Equal(["ACK", "INVITE"], sent.Select(request => request.Method));
        var again = sent[1];
        Assert.Equal((invite.CallId, invite.FromTag, "2 INVITE"), (again.CallId, again.FromTag, again.Headers["CSeq"]));
        Assert.NotEqual(invite.TopVia!.Branch, again.TopVia!.Branch);
        AssertAnswer(again, answers, "n1", 1);

        stage.Respond(again, 200, "OK", "Contact: <sip:far@192.0.2.1>\r\n", CallStage.Answer);
        var ack = stage.Wire.TakeRequest("ACK");
        Assert.Equal(again.Headers[answers], ack.Headers[answers]);
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        var bye = stage.Wire.TakeRequest("BYE");
        AssertAnswer(bye, answers, "n1", 2);

        // The nonce ran out meanwhile, and the far side does not even say so.
        stage.Respond(bye, code, "Who are you", $"{asks}: Digest realm=\"r\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth\"\r\n");
        var byeAgain = stage.Wire.TakeRequest("BYE");
        AssertAnswer(byeAgain, answers, "n2", 1);
        stage.Respond(byeAgain, 200, "OK");
        Assert.Equal(CallEndKind.LocalHungUp, stage.End?.Kind);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_second_challenge_after_the_right_kind_of_answer_refuses_the_sign_in()
    {
        await using var stage = new CallStage();
        Challenged(stage, $"WWW-Authenticate: {Challenge}");
        stage.Respond(stage.Invite, 401, "Unauthorized", $"WWW-Authenticate: {Challenge}");
        Assert.Equal(new CallEnd(CallEndKind.SignInRefused, 401, "Unauthorized: It refuses the user name or the password."), stage.End);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_stale_nonce_is_renewed_but_not_without_end()
    {
        await using var stage = new CallStage();
        Challenged(stage, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n0\"\r\n");
        for (var i = 1; i <= 3; i++)
        {
            Assert.Contains($"nonce=\"n{i - 1}\"", stage.Invite.Headers["Authorization"], StringComparison.Ordinal);
            Challenged(stage, $"WWW-Authenticate: Digest realm=\"r\", nonce=\"n{i}\", stale=true\r\n", stage.Invite);
        }

        stage.Respond(stage.Invite, 401, "Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n4\", stale=true\r\n");
        Assert.Equal(CallEndKind.SignInRefused, stage.End?.Kind);
    }

    [Fact]
    public async Task A_proxy_and_the_far_side_may_both_ask()
    {
        await using var stage = new CallStage();
        Challenged(stage, $"WWW-Authenticate: {Challenge}");
        stage.Respond(stage.Invite, 407, "Proxy", "Proxy-Authenticate: Digest realm=\"p\", nonce=\"p1\"\r\n");
        var last = stage.Wire.Take().OfType<SipRequest>().Last();
        AssertAnswer(last, "Authorization", "n1", 2);
        Assert.Contains("realm=\"p\"", last.Headers["Proxy-Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain("qop", last.Headers["Proxy-Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_403_to_a_sign_in_refuses_it_and_without_one_refuses_the_call()
    {
        await using var stage = new CallStage();
        stage.Respond(stage.Dial(), 403, "Forbidden");
        Assert.Equal(CallEndKind.Refused, stage.End?.Kind);
        stage.Wire.Take();
        Challenged(stage, $"WWW-Authenticate: {Challenge}");
        stage.Respond(stage.Invite, 403, "Forbidden");
        Assert.Equal(new CallEnd(CallEndKind.SignInRefused, 403, "Forbidden"), stage.End);
    }

    [Theory]
    [InlineData(null, Challenge, "It asks for a sign-in, and none is known for it.")]
    [InlineData("alice", "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256\r\n", "It asks for a sign-in of a kind that is not known here.")]
    [InlineData("alice", "Basic realm=\"r\"\r\n", "It asks for a sign-in of a kind that is not known here.")]
    public async Task A_challenge_that_cannot_be_answered_refuses_the_sign_in(string? username, string challenge, string words)
    {
        await using var stage = new CallStage(username: username);
        stage.Respond(stage.Dial(), 401, "Unauthorized", $"WWW-Authenticate: {challenge}");
        Assert.Equal(new CallEnd(CallEndKind.SignInRefused, 401, $"Unauthorized: {words}"), stage.End);
    }

    [Fact]
    public async Task After_hanging_up_a_challenge_is_not_answered_any_more()
    {
        await using var stage = new CallStage();
        var invite = stage.Dial();
        _ = stage.Call.HangUpAsync(null, CancellationToken.None);
        stage.Respond(invite, 401, "Unauthorized", $"WWW-Authenticate: {Challenge}");
        stage.Wire.TakeRequest("ACK");
        Assert.Equal(CallEndKind.Cancelled, stage.End?.Kind);
    }

    private static void Challenged(CallStage stage, string header, SipRequest? invite = null)
    {
        stage.Respond(invite ?? stage.Dial(), 401, "Unauthorized", header);
        var sent = stage.Wire.Take().Cast<SipRequest>().ToList();
        Assert.Equal(["ACK", "INVITE"], sent.Select(request => request.Method));
        stage.Follow(sent[1]);
    }

    private static void AssertAnswer(SipRequest request, string header, string nonce, int count)
    {
        var answer = ParameterList.Parse(request.Headers[header].AsSpan("Digest ".Length), ',');
        Assert.Equal(("alice", nonce, request.Uri, $"{count:x8}"), (answer["username"], answer["nonce"], answer["uri"], answer["nc"]));
        Assert.Equal(DigestAnswer.Response(new DigestChallenge("r", nonce, null, "SHA-256", true, false), "alice", "secret", request.Method, request.Uri, count, answer["cnonce"]!), answer["response"]);
    }
}
