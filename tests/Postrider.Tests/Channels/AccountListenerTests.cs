using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;
using Postrider.Testing;
using Postrider.Testing.Engine;
using Postrider.Tests.Accounts;
using Xunit;

namespace Postrider.Tests.Channels;

public sealed class AccountListenerTests
{
    /// <summary>Otherwise another node would attend to the same account beside it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_attended_to_any_more_when_the_locks_go(bool stops)
    {
        var clock = new ManualClock();
        var (store, script) = ScriptedAccountStore.Make();
        script.Account = new Account { Workspace = new WorkspaceId(1), AccountId = "team", Kind = "scripted", Channel = Channel.Email, Name = "team", Settings = [] };
        using var directory = new AccountDirectory(store, new AccountSecrets(new SecretBox(MasterKeys.Parse(Convert.ToBase64String(new byte[32])))), clock);
        var attendant = new LingeringAttendant();
        var holdings = new WatchedHoldings(() => attendant.Attends);
        using var stop = new CancellationTokenSource();
        var listening = new AccountListener([attendant], store, directory, holdings, clock, NullLogger<AccountListener>.Instance).ListenAsync(stop.Token);
        await attendant.Begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        if (stops)
        {
            await stop.CancelAsync();
        }
        else
        {
            holdings.IsBroken = true;
            await Eventually.SeesAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(2));
                    return Task.FromResult(attendant.ToldToStop.Task.IsCompleted);
                },
                told => told,
                "the session is found broken");
        }

        await attendant.ToldToStop.Task.WaitAsync(TestContext.Current.CancellationToken);
        attendant.MayEnd.SetResult();
        Assert.False(await holdings.AttendedAtEnd.Task.WaitAsync(TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await listening;
    }

    /// <summary>Takes a moment to leave off.</summary>
    private sealed class LingeringAttendant : IAccountAttendant
    {
        public IReadOnlyList<string> Kinds => ["scripted"];

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource ToldToStop { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Attends { get; private set; }

        public async Task AttendAsync(DriverAccount account, CancellationToken cancellationToken)
        {
            Attends = true;
            using var told = cancellationToken.Register(() => ToldToStop.TrySetResult());
            Begun.TrySetResult();
            await MayEnd.Task;
            Attends = false;
        }
    }

    private sealed class WatchedHoldings(Func<bool> attends) : IAccountHoldings, IAccountHolding
    {
        public bool IsBroken { get; set; }

        public TaskCompletionSource<bool> AttendedAtEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IAccountHolding> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IAccountHolding>(this);

        public Task ConfirmAsync(CancellationToken cancellationToken) => IsBroken ? throw new InvalidOperationException("gone") : Task.CompletedTask;

        public Task<bool> TryTakeAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task GiveUpAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            AttendedAtEnd.TrySetResult(attends());
            return ValueTask.CompletedTask;
        }
    }
}
