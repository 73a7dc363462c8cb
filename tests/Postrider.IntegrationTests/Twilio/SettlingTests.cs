using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Audio;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Voice;
using Postrider.Channels.Voice.Twilio;
using Postrider.Dispatching;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.Twilio;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.IntegrationTests.Twilio;

/// <summary>A call whose node was lost is asked for at the carrier by the name it has there, and never placed again.</summary>
public sealed class SettlingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("completed", JobState.Succeeded, CallOutcome.Completed)]
    [InlineData("busy", JobState.Failed, CallOutcome.Busy)]
    [InlineData(null, JobState.Failed, CallOutcome.Unknown)]
    public async Task What_became_of_a_call_is_learnt_from_the_carrier(string? end, JobState state, string outcome)
    {
        var clips = new SpokenClips();
        await using var carrier = await CarrierServer.StartAsync();
        carrier.Fate = new CarrierFate { End = end ?? "busy" };
        await using var api = await StartAsync("api");
        var account = await MakeAccountAsync(api, carrier, $"settled-{outcome}");
        var accepted = await api.AcceptedAsync(CallHouse.Call(account, CarriedCall.Callee));

        // A worker that claims, has the carrier place the call, and is lost.
        var nodeId = Guid.NewGuid();
        await api.Get<INodeStore>().RenewAsync(nodeId, "claimer", "worker", TimeSpan.FromMinutes(1), true, Stop);
        var claim = await new Postgres.Storage.DispatchStore(database.Database).ClaimAsync(nodeId, 10, TimeSpan.FromMilliseconds(25), _ => true, Stop);
        var job = Assert.Single(claim.Jobs);
        var sid = end is null ? "CA00000000000000000000000000000000" : await PlaceAsync(carrier);
        var record = new CallRecord { Job = job.Job, Attempt = 1, State = CallState.Dialing, DialedAt = job.StartedAt, FarSideId = sid };
        Assert.True(await api.Get<ICallStore>().WriteAsync(record, job.ClaimNumber, Stop));
        Assert.Equal(sid, (await api.FindCallAsync(account.Workspace, accepted.JobId)).Record.FarSideId);
        await api.Get<Ledger>().CloseAsync(ClosingRule.Orphan(job, nodeId, job.StartedAt, null));

        await using var worker = await StartAsync("worker");
        var call = await api.WhenEndedAsync(account.Workspace, accepted.JobId);
        Assert.Equal((state, outcome), (call.Job.State, call.Record.Outcome));
        Assert.Equal(end is null ? 0 : 1, carrier.Asked);

        Task<TestNode> StartAsync(string roles) => TestNode.StartAsync(
            database.Database,
            services => services.AddSingleton<NodeAddress>().AddSingleton(new NetworkPolicy(allowPrivate: true)).AddSingleton(new VoiceOptions()).AddSingleton<TwilioCalls>().AddSingleton<SpokenLines>()
                .AddSingleton<ISpeech>(clips).AddSingleton<IAudioConverter>(clips).AddSingleton<IDriver, TwilioDriver>(),
            options: new EngineOptions { Roles = roles });
    }

    private static async Task<string> PlaceAsync(CarrierServer carrier)
    {
        var account = new TwilioAccount(carrier.Address, CarrierServer.AccountSid, CarrierServer.AuthKey, "+4930111111");
        using var rest = new TwilioRest(new NetworkPolicy(allowPrivate: true), TimeProvider.System);
        string[] events = ["initiated", "ringing", "answered", "completed"];
        var placed = await rest.PlaceAsync(
            account,
            [
                new("To", CarriedCall.Callee), new("From", account.From), new("Twiml", """<Response><Connect><Stream url="ws://127.0.0.1:1/gone"/></Connect></Response>"""), new("Timeout", "30"), new("TimeLimit", "660"),
                new("StatusCallback", "http://127.0.0.1:1/gone"), new("StatusCallbackMethod", "POST"), .. events.Select(name => KeyValuePair.Create("StatusCallbackEvent", name)),
            ],
            Stop);
        await Eventually.SeesAsync(() => Task.FromResult(carrier.Calls), calls => calls.All(call => call.IsOver), "the carrier is done");
        return placed.Sid!;
    }

    private static async Task<Account> MakeAccountAsync(TestNode node, CarrierServer carrier, string name)
    {
        var secrets = node.Get<AccountSecrets>();
        var workspace = await node.MakeWorkspaceAsync(name);
        return await node.MakeAccountAsync(workspace, "carrier", account => account with
        {
            Kind = "twilio",
            Channel = Channel.Voice,
            Settings = new JsonObject { ["base_url"] = carrier.Address, ["account_sid"] = CarrierServer.AccountSid, ["from"] = "+4930111111" },
            SealedSecrets = secrets.Seal(workspace, "carrier", new Dictionary<string, string> { ["auth_token"] = CarrierServer.AuthKey }),
        });
    }
}
