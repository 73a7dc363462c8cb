using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Sandbox;
using Postrider.Jobs;
using Postrider.Postgres.Storage;
using Postrider.Testing.Conformance;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Channels;

/// <summary>The sandbox as a carrier of calls.</summary>
public sealed class SandboxCallConformanceTests(TestDatabase database) : DriverConformance, IClassFixture<TestDatabase>
{
    private static readonly WorkspaceId _workspace = new(1);

    private SandboxFarSide FarSide => new(database.Database);

    protected override Task<IDriver> MakeDriverAsync()
    {
        var calls = new CallStore(database.Database);
        var hangUps = new HangUpWatch(calls, TimeProvider.System, NullLogger<HangUpWatch>.Instance);
        var log = new CallLog(calls, new SuppressionStore(database.Database, TimeProvider.System), hangUps, TimeProvider.System, NullLogger<CallLog>.Instance);
        return Task.FromResult<IDriver>(new SandboxDriver(FarSide, new SandboxCarrier(FarSide, log, new CallSettlement(calls), TimeProvider.System, 0.001), TimeProvider.System, 0.001));
    }

    protected override DriverJob MakeJob(Func<bool> mayCommit) => Call("+4930123400", mayCommit);

    protected override DriverJob MakeRefused() => Call("+4930123401", static () => true);

    protected override DriverAccount MakeLockedOut() => Account("credentials");

    protected override async Task<int> CountHandOversAsync(JobRef job) => (await FarSide.ListAsync(_workspace, job.JobId, 0, 100, CancellationToken.None)).Count;

    private static DriverJob Call(string to, Func<bool> mayCommit) => new()
    {
        Job = new JobRef(_workspace, Guid.NewGuid()),
        Attempt = 1,
        ClaimNumber = 1,
        Channel = Channel.Voice,
        Action = JobAction.Call,
        Address = $"phone:{to}",
        Body = new JobBody { Recipient = new JobRecipient { Phone = to }, Content = new JobContent { Call = CallHouse.Plan } },
        Account = Account("ok"),
        MayCommit = mayCommit,
    };

    private static DriverAccount Account(string condition) => new(
        new Account
        {
            Workspace = _workspace,
            AccountId = "sandbox_voice",
            Kind = "sandbox",
            Channel = Channel.Voice,
            Name = "Sandbox",
            Settings = new JsonObject { ["channel"] = "voice", ["condition"] = condition },
        },
        new Dictionary<string, string>());
}
