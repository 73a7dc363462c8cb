using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Channels.Sandbox;
using Postrider.Jobs;
using Postrider.Postgres.Storage;
using Postrider.Testing.Conformance;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Channels;

public sealed class SandboxConformanceTests(TestDatabase database) : DriverConformance, IClassFixture<TestDatabase>
{
    private static readonly WorkspaceId _workspace = new(1);

    private SandboxFarSide FarSide => new(database.Database);

    private SandboxCarrier Carrier
    {
        get
        {
            var calls = new CallStore(database.Database);
            var log = new CallLog(calls, new SuppressionStore(database.Database, TimeProvider.System), new HangUpWatch(calls, TimeProvider.System, NullLogger<HangUpWatch>.Instance), TimeProvider.System, NullLogger<CallLog>.Instance);
            return new SandboxCarrier(FarSide, log, new CallSettlement(calls), TimeProvider.System);
        }
    }

    protected override Task<IDriver> MakeDriverAsync() => Task.FromResult<IDriver>(new SandboxDriver(FarSide, Carrier, TimeProvider.System));

    protected override DriverJob MakeJob(Func<bool> mayCommit) => Mail("alex@example.com", mayCommit);

    protected override DriverJob MakeRefused() => Mail("refuse@example.com", static () => true);

    protected override DriverAccount MakeLockedOut() => Account("credentials");

    protected override async Task<int> CountHandOversAsync(JobRef job) => (await FarSide.ListAsync(_workspace, job.JobId, 0, 100, CancellationToken.None)).Count;

    private static DriverJob Mail(string address, Func<bool> mayCommit) => new()
    {
        Job = new JobRef(_workspace, Guid.NewGuid()),
        Attempt = 1,
        Channel = Channel.Email,
        Action = JobAction.Dispatch,
        Address = $"mail:{address}",
        Body = new JobBody { Recipient = new JobRecipient { Address = address }, Content = new JobContent { Subject = "Hi", Text = "Hello" } },
        Account = Account("ok"),
        MayCommit = mayCommit,
    };

    private static DriverAccount Account(string condition) => new(
        new Account
        {
            Workspace = _workspace,
            AccountId = "sandbox_email",
            Kind = "sandbox",
            Channel = Channel.Email,
            Name = "Sandbox",
            Settings = new JsonObject { ["channel"] = "email", ["condition"] = condition },
        },
        new Dictionary<string, string>());
}
