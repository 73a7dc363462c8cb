using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Testing.Conformance;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.TwilioWhatsApp;
using Xunit;

namespace Postrider.IntegrationTests.WhatsApp;

public sealed class TwilioMessageConformanceTests(TestDatabase database) : DriverConformance, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private MessageServer _server = null!;
    private TestNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await MessageServer.StartAsync();
        _node = await CloudHouse.StartAsync(database.Database);
        _node.Get<CallbackAddresses>().Begin(new byte[32]);
        _node.Get<PublicAddress>().Set("http://127.0.0.1:8080");
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override Task<IDriver> MakeDriverAsync() => Task.FromResult(_node.Driver(TwilioMessageHouse.Kind));

    protected override DriverJob MakeJob(Func<bool> mayCommit)
    {
        var job = CloudHouse.Job(Account(MessageServer.AuthKey), mayCommit: mayCommit);
        return job with { Body = job.Body with { Content = new JobContent { Text = $"Hi {job.Job.JobId}" } } };
    }

    protected override DriverJob MakeRefused()
    {
        _server.Fate = _ => new MessageFate { Code = 21211, HttpStatus = 400 };
        return MakeJob(static () => true);
    }

    protected override DriverAccount MakeLockedOut() => Account("wrong");

    protected override Task<int> CountHandOversAsync(JobRef job) => Task.FromResult(_server.Taken.Count(taken => taken.Form["Body"] == $"Hi {job.JobId}"));

    private DriverAccount Account(string key)
    {
        var settings = TwilioMessageHouse.Settings(_server);
        return new DriverAccount(
            new Account { Workspace = new WorkspaceId(1), AccountId = "tw", Kind = TwilioMessageHouse.Kind, Channel = Channel.WhatsApp, Name = "WhatsApp", Settings = settings },
            new Dictionary<string, string> { ["auth_token"] = key });
    }
}
