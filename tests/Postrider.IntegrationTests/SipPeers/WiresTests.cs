using Postrider.Sip.Calling;
using Postrider.Testing.Mail;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>TLS to a proxy and to a phone, certificates that are not right, and a proxy that stays in the way of its calls.</summary>
public sealed class WiresTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    [InlineData(SipTransport.Tls)]
    public async Task A_call_through_a_proxy_is_hung_up_through_it(SipTransport transport)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Respond(180, "Ringing").Accept().ReceiveBye());
        await using var proxy = await ProxyAsync(callee);
        await using var call = await TrialCall.PlaceAsync(Trunk(proxy, transport, proxy.Certificate.Sha256));
        await call.SeeAsync<CallSignal.Answered>();
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
        await callee.SucceedAsync();
        Assert.Contains("passed on ACK", proxy.Log, StringComparison.Ordinal);
        Assert.Contains("passed on BYE", proxy.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tls)]
    public async Task A_callee_behind_a_proxy_hangs_up_through_it(SipTransport transport)
    {
        await using var callee = await SippPeer.StartAsync(new SippScenario().ReceiveCall().Accept().Pause(100).HangUp());
        await using var proxy = await ProxyAsync(callee);
        await using var call = await TrialCall.PlaceAsync(Trunk(proxy, transport, proxy.Certificate.Sha256));
        await call.SeeAsync<CallSignal.Answered>();
        Assert.Equal(CallEndKind.RemoteHungUp, (await call.EndAsync()).Kind);
        await callee.SucceedAsync();
        Assert.Contains("passed on BYE", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_through_a_proxy_is_cancelled_through_it()
    {
        await using var phone = await BaresipPeer.StartAsync(new BaresipOptions { Answers = false });
        await using var proxy = await KamailioPeer.StartAsync(new KamailioOptions { Routes = new Dictionary<string, string> { ["callee"] = $"{phone.Port}" } });
        await using var call = await TrialCall.PlaceAsync(Trunk(proxy, SipTransport.Udp, null));
        await call.SeeAsync<CallSignal.Ringing>();
        var end = await call.HangUpAsync();
        Assert.Equal((CallEndKind.Cancelled, 487), (end.Kind, end.Code));
        await phone.Control.SeeAsync("CALL_CLOSED", Stop);
    }

    [Fact]
    public async Task A_phone_is_called_over_tls()
    {
        await using var phone = await BaresipPeer.StartAsync();
        await using var call = await TrialCall.PlaceAsync(new SipTrunk { Host = "127.0.0.1", Port = phone.TlsPort, Transport = SipTransport.Tls, CertificateSha256 = phone.Certificate.Sha256 });
        await call.SeeAsync<CallSignal.Answered>();
        await phone.Control.SeeAsync("CALL_ESTABLISHED", Stop);
        Assert.Equal(CallEndKind.LocalHungUp, (await call.HangUpAsync()).Kind);
        await phone.Control.SeeAsync("CALL_CLOSED", Stop);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_nobody_vouches_for_or_another_than_the_pinned_one_is_refused(bool pinned)
    {
        using var other = Certificates.Make();
        await using var proxy = await KamailioPeer.StartAsync();
        var refusal = await Assert.ThrowsAsync<SipException>(() => SipAgent.OpenAsync(Trunk(proxy, SipTransport.Tls, pinned ? other.Sha256 : null), TimeProvider.System, Stop));
        Assert.Equal(CallEndKind.Unreachable, refusal.Kind);
        Assert.Contains("certificate", refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("saw ", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wire_that_breaks_in_a_call_is_told()
    {
        await using var callee = ScriptedSipPeer.Open(SipWire.Tcp);
        await using var call = await TrialCall.PlaceAsync(new SipTrunk { Host = "127.0.0.1", Port = callee.Port, Transport = SipTransport.Tcp });
        var invite = await callee.ReceiveAsync("INVITE", Stop);
        await callee.SendAsync(invite.Response(180, "Ringing"));
        await call.SeeAsync<CallSignal.Ringing>();
        callee.Drop();
        Assert.Equal(CallEndKind.Unanswered, (await call.EndAsync()).Kind);
    }

    private static Task<KamailioPeer> ProxyAsync(SippPeer callee) =>
        KamailioPeer.StartAsync(new KamailioOptions { Routes = new Dictionary<string, string> { ["callee"] = $"{callee.Port}" } });

    private static SipTrunk Trunk(KamailioPeer proxy, SipTransport transport, string? pin) => new()
    {
        Host = "127.0.0.1",
        Port = transport == SipTransport.Tls ? proxy.TlsPort : proxy.Port,
        Transport = transport,
        CertificateSha256 = pin,
    };
}
