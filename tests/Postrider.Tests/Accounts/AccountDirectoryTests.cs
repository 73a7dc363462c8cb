using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Accounts;

public sealed class AccountDirectoryTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedAccountStore _script;
    private readonly AccountDirectory _directory;

    public AccountDirectoryTests()
    {
        (var store, _script) = ScriptedAccountStore.Make();
        _directory = new AccountDirectory(store, new AccountSecrets(new SecretBox(MasterKeys.Parse(Convert.ToBase64String(new byte[32])))), _clock);
        Change("before");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Another_node_s_change_is_seen_after_half_a_second_and_one_s_own_at_once()
    {
        Assert.Equal("before", await NameAsync());
        Change("theirs");
        Assert.Equal("before", await NameAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("theirs", await NameAsync());
        Change("ours");
        _directory.Forget();
        Assert.Equal("ours", await NameAsync());
    }

    /// <summary>The look that was under way saw the store before the change.</summary>
    [Fact]
    public async Task A_change_that_is_told_while_somebody_looks_is_seen_by_the_next()
    {
        Assert.Equal("before", await NameAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        var (answered, arrives) = Hold(nameof(IAccountStore.ReadVersionAsync));
        var looking = NameAsync();
        await answered;
        Change("after");
        _directory.Forget();
        arrives.SetResult();
        await looking;
        Assert.Equal("after", await NameAsync());
    }

    [Fact]
    public async Task What_was_read_before_a_change_and_comes_after_it_is_not_remembered()
    {
        var (answered, arrives) = Hold(nameof(IAccountStore.FindAsync));
        var late = NameAsync();
        await answered;
        Change("after");
        _directory.Forget();
        Assert.Equal("after", await NameAsync());
        arrives.SetResult();
        Assert.Equal("before", await late);
        Assert.Equal("after", await NameAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("after", await NameAsync());
    }

    /// <summary>The next answer of this kind is given, and does not come until it may.</summary>
    private (Task Answered, TaskCompletionSource Arrives) Hold(string name)
    {
        var (answered, arrives) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _script.OnTheWay = asked =>
        {
            if (asked != name)
            {
                return Task.CompletedTask;
            }

            _script.OnTheWay = _ => Task.CompletedTask;
            answered.SetResult();
            return arrives.Task;
        };
        return (answered.Task, arrives);
    }

    private void Change(string name)
    {
        _script.Account = new Account { Workspace = new WorkspaceId(1), AccountId = "team", Kind = "scripted", Channel = Channel.Email, Name = name, Settings = [] };
        _script.Version++;
    }

    private async Task<string> NameAsync() => (await _directory.FindAsync(new WorkspaceId(1), "team", TestContext.Current.CancellationToken))!.Account.Name;
}
