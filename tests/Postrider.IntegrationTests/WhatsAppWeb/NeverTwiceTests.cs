using System.Text.Json.Nodes;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Testing.Engine;
using Postrider.Testing.Evolution;
using Postrider.Testing.Postgres;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.WhatsAppWeb;

/// <summary>A hundred messages by the engine, each with an answer that is lost another way: nobody gets a second copy.</summary>
public sealed class NeverTwiceTests
{
    private const int Jobs = 100;

    [Fact]
    public async Task Waha_gets_each_message_once_whatever_becomes_of_its_answers()
    {
        await using var far = await WahaServer.StartAsync();
        await RunAsync(far, "waha", new JsonObject { ["base_url"] = far.Address }, WahaServer.Key, "/api/sendText");
    }

    [Fact]
    public async Task Evolution_gets_each_message_once_whatever_becomes_of_its_answers()
    {
        await using var far = await EvolutionServer.StartAsync();
        await RunAsync(far, "evolution", new JsonObject { ["base_url"] = far.Address, ["instance"] = EvolutionServer.Instance }, EvolutionServer.Key, $"/message/sendText/{EvolutionServer.Instance}");
    }

    private static async Task RunAsync(WebServer far, string kind, JsonObject settings, string key, string path)
    {
        var asked = 0;
        far.Script = moment => moment.Path != path ? null : (Interlocked.Increment(ref asked) % 5) switch
        {
            0 => WebFate.Broken(WebBreak.Cut, isTaken: true),
            1 => WebFate.Broken(WebBreak.Half, isTaken: true),
            2 => WebFate.Broken(WebBreak.Garbage, isTaken: true),
            3 => WebFate.Answer(502, "") with { IsTaken = true },
            _ => WebFate.Broken(WebBreak.Cut, isTaken: false),
        };
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await TestNode.StartAsync(database.Database, services => WebPhone.Add(services), options: TestNode.Turned);
        var workspace = await node.MakeWorkspaceAsync($"never twice {kind}");
        var account = await node.MakeAccountAsync(workspace, "phone", draft => draft with
        {
            Kind = kind,
            Channel = Channel.WhatsApp,
            Settings = settings,
            MaxConnections = 8,
            SealedSecrets = node.Get<AccountSecrets>().Seal(workspace, "phone", new Dictionary<string, string> { ["api_key"] = key }),
        });
        var accepted = (await node.AcceptAllAsync([.. Enumerable.Range(0, Jobs).Select(i => Message(account, i))])).Cast<Reception.Accepted>().ToArray();
        await AllAsync(states => states.All(state => state == JobState.Settling), "all answers are lost");
        await database.TurnAsync(TimeSpan.FromMinutes(3));
        var ended = await AllAsync(states => states.All(state => state is JobState.Succeeded or JobState.Failed), "all are settled");

        Assert.Equal((Jobs * 4 / 5, Jobs / 5), (ended.Count(job => job.State == JobState.Succeeded), ended.Count(job => job.Fault?.Code == JobFault.OutcomeUnknown)));
        Assert.Equal(Jobs, asked);
        Assert.Equal(Jobs * 4 / 5, far.Taken.Count);
        Assert.Equal(far.Taken.Count, far.Taken.Select(taken => taken.Text).Distinct().Count());
        Assert.Empty(far.Faults);

        async Task<JobView[]> AllAsync(Func<JobState[], bool> isSo, string what) => await Eventually.SeesAsync(
            async () => await Task.WhenAll(accepted.Select(reception => node.FindAsync(workspace, reception.JobId))), jobs => isSo([.. jobs.Select(job => job.State)]), what);
    }

    private static NewJob Message(Account account, int i)
    {
        var phone = $"+4930{200_000 + i}";
        return new NewJob
        {
            Workspace = account.Workspace,
            Lane = LaneName.Dispatch(account.Channel),
            AccountId = account.AccountId,
            Channel = account.Channel,
            Action = JobAction.Dispatch,
            Address = $"phone:{phone}",
            Gap = TimeSpan.Zero,
            Body = new JobBody { Recipient = new JobRecipient { Phone = phone }, Content = new JobContent { Text = $"Hello {i}" } }.ToBytes(),
        };
    }
}
