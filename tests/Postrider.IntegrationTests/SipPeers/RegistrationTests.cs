using System.Text.RegularExpressions;
using Postrider.Sip.Calling;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Testing.Sip;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Registrations at Kamailio.</summary>
public sealed partial class RegistrationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MD5", SipTransport.Udp)]
    [InlineData("SHA-256", SipTransport.Tcp)]
    [InlineData("MD5", SipTransport.Tls)]
    public async Task A_registration_is_known_refreshed_and_taken_back(string algorithm, SipTransport transport)
    {
        var clock = new RunningClock();
        await using var registrar = await KamailioPeer.StartAsync(new KamailioOptions { Algorithm = algorithm, LongestRegistration = 600 });
        await using var agent = await SipAgent.OpenAsync(Trunk(registrar, transport, new KamailioOptions().Password), clock, Stop);
        await using (var registration = await agent.RegisterAsync(Stop))
        {
            Assert.True(registration.IsRegistered);
            Assert.Equal(TimeSpan.FromMinutes(10), registration.Granted);
            var place = $"@127.0.0.1:{agent.LocalEndPoint.Port}";
            await Eventually.SeesAsync(() => Task.FromResult(registrar.Log), log => log.Contains(place, StringComparison.Ordinal), "the registrar wrote down where we are");

            // Past the moment of the refresh, and far from the end of what was granted: the machine may take its time.
            clock.Turn(TimeSpan.FromSeconds(490));
            await Eventually.SeesAsync(() => Task.FromResult(Known().Count(registrar.Log)), count => count == 2, "the registration was refreshed");
            Assert.True(registration.IsRegistered);
        }

        await Eventually.SeesAsync(() => Task.FromResult(registrar.Log), log => log.Contains("knows no trunk", StringComparison.Ordinal), "the registration was taken back");
    }

    [Fact]
    public async Task A_time_that_is_too_short_is_made_longer()
    {
        await using var registrar = await KamailioPeer.StartAsync(new KamailioOptions { ShortestRegistration = 7200, LongestRegistration = 7200 });
        await using var agent = await SipAgent.OpenAsync(Trunk(registrar, SipTransport.Udp, new KamailioOptions().Password), TimeProvider.System, Stop);
        await using var registration = await agent.RegisterAsync(Stop);
        Assert.Equal(TimeSpan.FromHours(2), registration.Granted);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var registrar = await KamailioPeer.StartAsync();
        await using var agent = await SipAgent.OpenAsync(Trunk(registrar, SipTransport.Udp, "wrong"), TimeProvider.System, Stop);
        var refusal = await Assert.ThrowsAsync<SipException>(() => agent.RegisterAsync(Stop));
        Assert.Equal((CallEndKind.SignInRefused, 401), (refusal.Kind, refusal.Code));
    }

    [Fact]
    public async Task A_proxy_answers_that_it_is_there()
    {
        await using var proxy = await KamailioPeer.StartAsync();
        await using var agent = await SipAgent.OpenAsync(Trunk(proxy, SipTransport.Udp, null), TimeProvider.System, Stop);
        Assert.Equal(200, (await agent.OptionsAsync(Stop)).Code);
    }

    [GeneratedRegex("knows trunk at ")]
    private static partial Regex Known();

    private static SipTrunk Trunk(KamailioPeer registrar, SipTransport transport, string? password) => new()
    {
        Host = "127.0.0.1",
        Port = transport == SipTransport.Tls ? registrar.TlsPort : registrar.Port,
        Transport = transport,
        Username = "trunk",
        Password = password,
        CertificateSha256 = transport == SipTransport.Tls ? registrar.Certificate.Sha256 : null,
    };
}
