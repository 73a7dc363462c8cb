using Postrider.Access;
using Postrider.Accounts;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Accounts;

/// <summary>What a node remembers of accounts is never older than the version that it has seen.</summary>
public sealed class AccountDirectoryTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedAccountStore _store = new();
    private readonly AccountDirectory _directory;

    public AccountDirectoryTests() => _directory = new AccountDirectory(_store, new AccountSecrets(new SecretBox(MasterKeys.Parse(Convert.ToBase64String(new byte[32])))), _clock);

    [Fact]
    public async Task An_account_is_read_once_until_it_changes_and_the_change_is_seen_after_half_a_second()
    {
        Assert.Equal("first first", $"{await NameAsync()} {await NameAsync()}");
        Assert.Equal(1, _store.Reads);
        _store.Rename("second");
        Assert.Equal("first", await NameAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("second", await NameAsync());
    }

    [Fact]
    public async Task Who_reads_an_account_while_it_changes_leaves_nothing_old_behind()
    {
        Assert.Equal("first", await NameAsync());
        _store.Rename("second");
        _directory.Forget();

        // Read, but not yet remembered, when the next change is made and seen by somebody else.
        string? other = null;
        Assert.Equal("second", await NameAsync(beforeAccount: async () =>
        {
            _store.Rename("third");
            _directory.Forget();
            other = await NameAsync();
        }));

        Assert.Equal("third", other);
        Assert.Equal("third", await NameAsync());
    }

    [Fact]
    public async Task A_look_that_was_under_way_does_not_hide_a_change_of_the_node_s_own()
    {
        Assert.Equal("first", await NameAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        _store.BeforeAnswer = () =>
        {
            _store.Rename("second");
            _directory.Forget();
            return Task.CompletedTask;
        };
        Assert.Equal("first", await NameAsync());
        Assert.Equal("second", await NameAsync());
    }

    public void Dispose() => _directory.Dispose();

    private async Task<string> NameAsync(Func<Task>? beforeAccount = null)
    {
        if (beforeAccount is not null)
        {
            // The version is asked for first.
            _store.BeforeAnswer = () =>
            {
                _store.BeforeAnswer = beforeAccount;
                return Task.CompletedTask;
            };
        }

        return (await _directory.FindAsync(ScriptedAccountStore.Workspace, "a", TestContext.Current.CancellationToken))!.Account.Name;
    }
}
