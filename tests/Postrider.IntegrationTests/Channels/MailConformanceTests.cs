using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.IntegrationTests.Mail;
using Postrider.Jobs;
using Postrider.Server.Hosting;
using Postrider.Testing.Conformance;
using Postrider.Testing.Mail;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Channels;

public sealed class MailConformanceTests : DriverConformance, IClassFixture<TestDatabase>, IAsyncDisposable
{
    private static readonly WorkspaceId _workspace = new(1);

    private readonly ScriptedSmtpServer _smtp = new(new ScriptedSmtpOptions { WantsSignIn = true })
    {
        Script = moment => moment.Step == SmtpStep.Recipient && moment.Line.Contains("refuse", StringComparison.Ordinal) ? SmtpAnswer.Say("550 5.1.1 No such mailbox") : null,
    };

    private readonly ServiceProvider _services;

    public MailConformanceTests(TestDatabase database) => _services = MailNode.AddMail(new ServiceCollection())
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddStore(database.Database.Address)
        .AddSingleton(Postrider.Access.MasterKeys.Parse(Convert.ToBase64String(new byte[32])))
        .AddSingleton<Postrider.Access.SecretBox>()
        .AddSingleton<AccountSecrets>()
        .AddSingleton<PublicAddress>()
        .AddSingleton<Postrider.Suppression.UnsubscribeLinks>()
        .BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _smtp.DisposeAsync();
    }

    protected override Task<IDriver> MakeDriverAsync() => Task.FromResult(_services.GetServices<IDriver>().Single(driver => driver.Kind.Name == "smtp"));

    protected override DriverJob MakeJob(Func<bool> mayCommit) => Mail("alex@example.com", mayCommit);

    protected override DriverJob MakeRefused() => Mail("refuse@example.com", static () => true);

    protected override DriverAccount MakeLockedOut() => Account("wrong");

    protected override Task<int> CountHandOversAsync(JobRef job) => Task.FromResult(_smtp.Messages.Count(message => message.Text.Contains(job.JobId.ToString("N"), StringComparison.Ordinal)));

    private DriverJob Mail(string address, Func<bool> mayCommit) => new()
    {
        Job = new JobRef(_workspace, Guid.NewGuid()),
        Attempt = 1,
        Channel = Channel.Email,
        Action = JobAction.Dispatch,
        Address = $"mail:{address}",
        Body = new JobBody { Recipient = new JobRecipient { Address = address }, Content = new JobContent { Subject = "Hi", Text = "Hello" } },
        Account = Account(DovecotServer.Password),
        MayCommit = mayCommit,
    };

    private DriverAccount Account(string password) => new(
        new Account
        {
            Workspace = _workspace,
            AccountId = "team",
            Kind = "smtp",
            Channel = Channel.Email,
            Name = "Team",
            Settings = new JsonObject { ["from_address"] = "team@post.test", ["host"] = Peers.Loopback, ["port"] = _smtp.Port, ["security"] = "none" },
        },
        new Dictionary<string, string> { ["password"] = password });
}
