using Postrider.Sip.Calling;
using Xunit;

namespace Postrider.Tests.Sip.Calling;

public sealed class RegistrationTests
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
    private const string Others = "Contact: <sip:alice@10.9.9.9:5060>;expires=10, <sip:alice@192.0.2.10:40404>;expires=100\r\nExpires: 3600\r\n";

    [Fact]
    public async Task A_registration_is_made_refreshed_and_taken_back()
    {
        await using var stage = new CallStage();
        var registering = stage.Agent.RegisterAsync(CancellationToken.None);
        var first = stage.Wire.TakeRequest("REGISTER");
        Assert.Equal(("sip:trunk.example", "<sip:alice@trunk.example>", "<sip:alice@192.0.2.10:40404>", "3600"), (first.Uri, first.Headers["To"], first.Headers["Contact"], first.Headers["Expires"]));
        stage.Respond(first, 401, "Unauthorized", Challenge);
        var second = stage.Wire.TakeRequest("REGISTER");
        Assert.Equal((first.CallId, "2 REGISTER"), (second.CallId, second.Headers["CSeq"]));
        stage.Respond(second, 200, "OK", Others);
        var registration = await registering;
        Assert.Equal((true, TimeSpan.FromSeconds(100)), (registration.IsRegistered, registration.Granted));

        stage.Wait(79.9);
        Assert.Empty(stage.Wire.Take());
        stage.Wait(0.1);
        var refresh = stage.Wire.TakeRequest("REGISTER");
        Assert.Contains("nc=00000002", refresh.Headers["Authorization"], StringComparison.Ordinal);
        stage.Respond(refresh, 200, "OK", Others);

        var leaving = registration.DisposeAsync();
        var last = stage.Wire.TakeRequest("REGISTER");
        Assert.Equal(("0", "<sip:alice@192.0.2.10:40404>"), (last.Headers["Expires"], last.Headers["Contact"]));
        stage.Respond(last, 200, "OK");
        await leaving;
        Assert.False(registration.IsRegistered);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_registrar_that_wants_longer_gets_it()
    {
        await using var stage = new CallStage();
        var registering = stage.Agent.RegisterAsync(CancellationToken.None);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 423, "Interval Too Brief", "Min-Expires: 7200\r\n");
        var again = stage.Wire.TakeRequest("REGISTER");
        Assert.Equal("7200", again.Headers["Expires"]);
        stage.Respond(again, 200, "OK");
        Assert.Equal(TimeSpan.FromHours(2), (await registering).Granted);
    }

    [Theory]
    [InlineData(404, "Not Found", "", CallEndKind.Refused)]
    [InlineData(401, "Unauthorized", "WWW-Authenticate: Basic realm=\"r\"\r\n", CallEndKind.SignInRefused)]
    public async Task A_first_try_that_is_refused_fails_and_is_not_tried_again(int code, string reason, string headers, CallEndKind kind)
    {
        await using var stage = new CallStage();
        var registering = stage.Agent.RegisterAsync(CancellationToken.None);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), code, reason, headers);
        var refusal = await Assert.ThrowsAsync<SipException>(() => registering);
        Assert.Equal((kind, (int?)code), (refusal.Kind, refusal.Code));
        stage.AssertNothingIsLeft();
        Assert.Empty(stage.Wire.Take());
    }

    [Fact]
    public async Task A_wrong_password_is_said_so()
    {
        await using var stage = new CallStage();
        var registering = stage.Agent.RegisterAsync(CancellationToken.None);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 401, "Unauthorized", Challenge);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 403, "Forbidden");
        Assert.Equal(CallEndKind.SignInRefused, (await Assert.ThrowsAsync<SipException>(() => registering)).Kind);
    }

    [Fact]
    public async Task A_refresh_that_fails_is_tried_again_and_the_registration_runs_out_meanwhile()
    {
        await using var stage = new CallStage();
        var registering = stage.Agent.RegisterAsync(CancellationToken.None);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 200, "OK", "Expires: 100\r\n");
        var registration = await registering;
        stage.Wait(80);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 503, "Overloaded");
        Assert.Equal((true, 503), (registration.IsRegistered, registration.Trouble?.Code));
        stage.Wait(20);
        Assert.False(registration.IsRegistered);
        stage.Wait(10);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 200, "OK", "Expires: 100\r\n");
        Assert.Equal((true, null), (registration.IsRegistered, registration.Trouble));
    }

    [Fact]
    public async Task Who_stops_waiting_takes_the_registration_back()
    {
        await using var stage = new CallStage();
        using var stop = new CancellationTokenSource();
        var registering = stage.Agent.RegisterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registering);
        stage.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Closing_the_agent_takes_its_registrations_back()
    {
        var stage = new CallStage();
        var registering = stage.Agent.RegisterAsync(CancellationToken.None);
        stage.Respond(stage.Wire.TakeRequest("REGISTER"), 200, "OK");
        var registration = await registering;
        await stage.DisposeAsync();
        Assert.Equal("0", stage.Wire.TakeRequest("REGISTER").Headers["Expires"]);
        await registration.DisposeAsync();
    }
}
