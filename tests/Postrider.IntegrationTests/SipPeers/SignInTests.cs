using Postrider.Sip.Calling;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Digest sign-in at SIPp (401, MD5) and at Kamailio (407, MD5 and SHA-256), and registrations.</summary>
public sealed class SignInTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_right_password_the_call_goes_through()
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().AskForSignIn("trunk", "correct horse").Accept().ReceiveBye().End());
        await using var call = await TrialCall.PlaceAsync(Trunk(callee.Port, "correct horse"));
        await call.SeeAsync<CallSignal.Answered>();
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
        await callee.SucceedAsync();
        Assert.DoesNotContain("correct horse", callee.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task With_another_password_or_none_it_is_the_sign_in_that_was_refused(string? password)
    {
        var scenario = new SippScenario().ReceiveCall();
        scenario = password is null
            ? scenario.Respond(401, "Unauthorized", null, "WWW-Authenticate: Digest realm=\"post.test\", nonce=\"47364c23432d2e131a5f\"").Receive("ACK")
            : scenario.AskForSignIn("trunk", "correct horse").End();
        await using var callee = await SippPeer.StartAsync(scenario);
        await using var call = await TrialCall.PlaceAsync(Trunk(callee.Port, password));
        var end = await call.EndAsync();
        await callee.SucceedAsync();
        Assert.Equal((CallEndKind.SignInRefused, 401), (end.Kind, end.Code));
    }

    [Theory]
    [InlineData("MD5", SipTransport.Udp)]
    [InlineData("SHA-256", SipTransport.Tcp)]
    public async Task A_proxy_that_asks_is_told(string algorithm, SipTransport transport)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().ReceiveBye());
        await using var proxy = await KamailioPeer.StartAsync(new KamailioOptions { AskCallers = true, Algorithm = algorithm, Routes = new Dictionary<string, string> { ["callee"] = $"{callee.Port}" } });
        await using var call = await TrialCall.PlaceAsync(Trunk(proxy.Port, new KamailioOptions().Password, transport));
        await call.SeeAsync<CallSignal.Answered>();
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
        await callee.SucceedAsync();
        Assert.Contains("passed on BYE", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_told_the_wrong_password_refuses_the_sign_in()
    {
        await using var proxy = await KamailioPeer.StartAsync(new KamailioOptions { AskCallers = true });
        await using var call = await TrialCall.PlaceAsync(Trunk(proxy.Port, "wrong"));
        var end = await call.EndAsync();
        Assert.Equal((CallEndKind.SignInRefused, 407), (end.Kind, end.Code));
    }

    private static SipTrunk Trunk(int port, string? password, SipTransport transport = SipTransport.Udp) =>
        new() { Host = "127.0.0.1", Port = port, Transport = transport, Username = password is null ? null : "trunk", Password = password };
}
