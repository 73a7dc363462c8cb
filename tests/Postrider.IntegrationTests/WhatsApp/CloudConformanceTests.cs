using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing.Conformance;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

public sealed class CloudConformanceTests(TestDatabase database) : DriverConformance, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private CloudServer _server = null!;
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await CloudServer.StartAsync();
        _node = await CloudHouse.StartAsync(database.Database);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_server.Faults);
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override Task<IDriver> MakeDriverAsync() => Task.FromResult(_node.Driver("whatsapp_cloud"));

    protected override DriverJob MakeJob(Func<bool> mayCommit) => CloudHouse.Job(Account(CloudServer.AccessKey), mayCommit: mayCommit);

    protected override DriverJob MakeRefused()
    {
        _server.Fate = _ => CloudFate.Error(131026);
        return CloudHouse.Job(Account(CloudServer.AccessKey));
    }

    protected override DriverAccount MakeLockedOut() => Account("EAAexpired");

    protected override Task<int> CountHandOversAsync(JobRef job) => Task.FromResult(_server.Taken.Count(taken => taken.Mark!.Contains(job.JobId.ToString("N"), StringComparison.Ordinal)));

    private DriverAccount Account(string key) => new(
        new Account
        {
            Workspace = new WorkspaceId(1),
            AccountId = "wa",
            Kind = "whatsapp_cloud",
            Channel = Channel.WhatsApp,
            Name = "WhatsApp",
            Settings = new JsonObject { ["base_url"] = _server.Address, ["phone_number_id"] = CloudServer.PhoneNumberId },
        },
        new Dictionary<string, string> { ["access_token"] = key });
}
