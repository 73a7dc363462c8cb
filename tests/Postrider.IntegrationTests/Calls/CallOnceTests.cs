using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Calls;

/// <summary>Whatever a driver makes of a call, it is tried once.</summary>
public sealed class CallOnceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly AccountTrouble _trouble = new(AccountStatus.Credentials, "401 again");

    public static TheoryData<string, string, string> Ends => new()
    {
        { "deferred", "failed", "refused" },
        { "unreachable", "failed", "refused" },
        { "trouble", "failed", "refused" },
        { "throws", "unknown", "unknown" },
        { "nonsense", "unknown", "unknown" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Call_that_may_have_been_dialed_ends_with_its_first_attempt(string what, string outcome, string word)
    {
        var driver = new ScriptedDriver
        {
            Perform = (_, _) => what switch
            {
                "deferred" => Task.FromResult<Outcome>(new Outcome.Deferred("503")),
                "unreachable" => Task.FromResult<Outcome>(new Outcome.Unreachable("no route")),
                "trouble" => Task.FromResult<Outcome>(new Outcome.Unreachable("401") { Trouble = _trouble }),
                "throws" => Task.FromException<Outcome>(new IOException("broken")),
                _ => Task.FromResult<Outcome>(null!),
            },
        };
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeVoiceAsync(what, voice => voice with { Kind = ScriptedDriver.KindName });
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        var call = await node.WhenEndedAsync(account.Workspace, accepted.JobId);
        var attempts = await node.Get<IJobStore>().ListAttemptsAsync(account.Workspace, accepted.JobId, CancellationToken.None);

        Assert.Equal((CallState.Ended, outcome), (call.Record.State, call.Record.Outcome));
        Assert.Equal(word, Assert.Single(attempts!).Outcome);
        Assert.Single(driver.HandedOver, job => job.Job.JobId == accepted.JobId);
        var after = await node.Get<IAccountStore>().FindAsync(account.Workspace, account.AccountId, CancellationToken.None);
        Assert.Equal(what == "trouble" ? AccountStatus.Credentials : AccountStatus.Ok, after!.Status);
    }

    [Fact]
    public async Task Call_outlasts_its_kinds_deadline_when_its_plan_lets_it()
    {
        var over = new TaskCompletionSource();
        var driver = new ScriptedDriver
        {
            Kind = new AccountKind
            {
                Name = ScriptedDriver.KindName,
                Title = "Hasty",
                Channels = [Channel.Voice],
                Settings = [],
                HandOverLimit = TimeSpan.FromSeconds(1),
                AbsenceCertainAfter = TimeSpan.Zero,
                Deadline = TimeSpan.FromMilliseconds(50),
            },
            Perform = async (_, cancellationToken) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, cancellationToken);
                over.SetResult();
                return new Outcome.Accepted(new Delivery("call", Status: "completed"));
            },
        };
        await using var node = await TestNode.StartAsync(database.Database, driver);
        var account = await node.MakeVoiceAsync("long", voice => voice with { Kind = ScriptedDriver.KindName });
        var accepted = await node.AcceptedAsync(CallHouse.Call(account, "+4930123400"));
        await over.Task;
        Assert.Equal("completed", (await node.WhenEndedAsync(account.Workspace, accepted.JobId)).Record.Outcome);
    }
}
