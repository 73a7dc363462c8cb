using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Voice;
using Postrider.Sip.Media;
using Postrider.Testing.Engine;
using Postrider.Testing.Sip;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Trunks that want to be registered with, at Kamailio.</summary>
public sealed class TrunkRegistrationTests : IAsyncDisposable
{
    private static readonly NetworkPolicy _network = new(allowPrivate: true);
    private readonly SipAgents _agents = new(_network, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Fact]
    public async Task A_trunk_is_registered_with_for_as_long_as_the_account_is_attended_to()
    {
        await using var registrar = await KamailioPeer.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var attending = new SipRegistrar(_agents, null!, TimeProvider.System, NullLogger<SipRegistrar>.Instance).AttendAsync(Account(registrar.Port, new KamailioOptions().Password), stop.Token);
        await Eventually.SeesAsync(() => Task.FromResult(registrar.Log), log => log.Contains("knows trunk at ", StringComparison.Ordinal), "it was registered");
        Assert.Equal(1, _agents.Count);
        await stop.CancelAsync();
        await attending;
        await Eventually.SeesAsync(() => Task.FromResult(registrar.Log), log => log.Contains("knows no trunk", StringComparison.Ordinal), "it was taken back");
    }

    [Fact]
    public async Task A_trunk_without_register_is_not_attended_to()
    {
        await new SipRegistrar(_agents, null!, TimeProvider.System, NullLogger<SipRegistrar>.Instance).AttendAsync(Account(1, null, registers: false), Stop);
        Assert.Equal(0, _agents.Count);
    }

    [Fact]
    public async Task A_probe_registers_and_says_whether_the_sign_in_is_right()
    {
        await using var registrar = await KamailioPeer.StartAsync();
        await using var call = new DrivenCall(registrar.Port, mayCommit: false);
        using var lines = new SpokenLines(call.Clips, call.Clips, call.Clips);
        var driver = new SipDriver(_agents, lines, new NotedCall(), new CallSettlement(null!), call.Clips, _network, new VoiceOptions(), RtpClock.Shared, TimeProvider.System);
        Assert.Equal(new ProbeResult(AccountStatus.Ok, null, "trunk@127.0.0.1"), await driver.ProbeAsync(Account(registrar.Port, new KamailioOptions().Password), Stop));
        var wrong = await driver.ProbeAsync(Account(registrar.Port, "wrong"), Stop);
        Assert.Equal(AccountStatus.Credentials, wrong.Status);
        Assert.DoesNotContain("wrong", wrong.Reason, StringComparison.Ordinal);
        await call.EndAsync();
    }

    private static DriverAccount Account(int port, string? password, bool registers = true) => new(
        new Account
        {
            Workspace = new WorkspaceId(1),
            AccountId = "trunk",
            Kind = "sip",
            Channel = Channel.Voice,
            Name = "Trunk",
            Settings = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port, ["username"] = "trunk", ["register"] = registers },
        },
        password is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["password"] = password });
}
