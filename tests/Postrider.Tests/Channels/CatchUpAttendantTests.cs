using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Channels;

public sealed class CatchUpAttendantTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly KeptPlace _store = new();
    private readonly ScriptedHistory _history = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DateTimeOffset _start;
    private DateTimeOffset _createdAt;
    private CatchUpAttendant? _attendant;
    private Task? _work;

    public CatchUpAttendantTests()
    {
        _start = _clock.GetUtcNow();
        _createdAt = _start.AddDays(-3);
    }

    private DateTimeOffset Until => _clock.GetUtcNow() - CatchUpAttendant.CallbackTime;

    [Fact]
    public async Task An_account_is_heard_at_once_from_its_beginning_on_and_every_five_minutes_from_where_it_was_left()
    {
        await AttendAsync();
        var first = Until;
        Assert.Equal([(_createdAt, first)], _history.Asked);
        Assert.Equal(first, _store.HeardUntil);
        await TurnAsync();
        Assert.Equal((first, first + CatchUpAttendant.Pause), _history.Asked[^1]);
        Assert.Equal(2, _history.Asked.Count);
    }

    [Fact]
    public async Task What_was_heard_before_is_not_asked_for_again()
    {
        _store.HeardUntil = _start.AddHours(-1);
        await AttendAsync();
        Assert.Equal([(_start.AddHours(-1), Until)], _history.Asked);
    }

    [Fact]
    public async Task A_new_account_is_asked_nothing_until_callbacks_have_had_their_time()
    {
        _createdAt = _start;
        await AttendAsync();
        Assert.Empty(_history.Asked);
        await TurnAsync();
        Assert.Equal([(_start, Until)], _history.Asked);
    }

    [Fact]
    public async Task What_could_not_be_heard_is_asked_for_again_and_nothing_is_kept()
    {
        _history.Hear = (_, _) => null;
        await AttendAsync();
        Assert.Null(_store.HeardUntil);
        _history.Hear = (_, _) => throw new InvalidOperationException("broken");
        await TurnAsync();
        _store.IsBroken = true;
        await TurnAsync();
        Assert.Equal([_createdAt, _createdAt], _history.Asked.Select(asked => asked.Since));
        _store.IsBroken = false;
        _history.Hear = (_, until) => until;
        await TurnAsync();
        Assert.Equal((_createdAt, Until), _history.Asked[^1]);
        Assert.Equal(Until, _store.HeardUntil);
    }

    [Fact]
    public async Task Too_much_for_once_is_gone_on_with_at_once()
    {
        _history.Hear = (since, _) => since.AddDays(1);
        await AttendAsync();
        Assert.Equal([_createdAt, _createdAt.AddDays(1), _createdAt.AddDays(2)], _history.Asked.Select(asked => asked.Since));

        // The far side may say more than it was asked for; what is kept is what was.
        Assert.Equal(Until, _store.HeardUntil);
    }

    [Fact]
    public async Task A_far_side_that_gets_no_further_is_left_until_the_next_round()
    {
        _history.Hear = (since, _) => since;
        await AttendAsync();
        Assert.Single(_history.Asked);
        Assert.Null(_store.HeardUntil);
        await TurnAsync();
        Assert.Equal(2, _history.Asked.Count);
    }

    [Fact]
    public async Task The_first_look_is_made_once_more_half_an_hour_later()
    {
        await AttendAsync();
        for (var round = 1; round <= 7; round++)
        {
            await TurnAsync();
        }

        Assert.Equal(8, _history.Asked.Count);
        Assert.Equal((_createdAt, _start.AddMinutes(28)), _history.Asked[6]);
        Assert.Equal((_start.AddMinutes(28), _start.AddMinutes(33)), _history.Asked[7]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work!;
        _attendant!.Dispose();
        _stop.Dispose();
    }

    private async Task AttendAsync()
    {
        var account = new Account { Workspace = new WorkspaceId(1), AccountId = "team", Kind = _history.Kind, Channel = Channel.WhatsApp, Name = "team", Settings = [], CreatedAt = _createdAt };
        _attendant = new CatchUpAttendant([_history], _store, _clock, NullLogger<CatchUpAttendant>.Instance);
        Assert.Equal([_history.Kind], _attendant.Kinds);
        _work = _attendant.AttendAsync(new DriverAccount(account, new Dictionary<string, string>()), _stop.Token);
        await _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    private async Task TurnAsync()
    {
        _clock.Advance(CatchUpAttendant.Pause);
        await _clock.ArmedAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    private sealed class ScriptedHistory : ICatchUp
    {
        public string Kind => "scripted";

        public Func<DateTimeOffset, DateTimeOffset, DateTimeOffset?> Hear { get; set; } = (_, until) => until;

        public List<(DateTimeOffset Since, DateTimeOffset Until)> Asked { get; } = [];

        public Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Asked.Add((since, until));
            return Task.FromResult(Hear(since, until));
        }
    }

    private sealed class KeptPlace : ICatchUpStore
    {
        public DateTimeOffset? HeardUntil { get; set; }

        public bool IsBroken { get; set; }

        public Task<DateTimeOffset?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) =>
            IsBroken ? throw new InvalidOperationException("away") : Task.FromResult(HeardUntil);

        public Task KeepAsync(WorkspaceId workspace, string accountId, DateTimeOffset heardUntil, CancellationToken cancellationToken)
        {
            HeardUntil = heardUntil > (HeardUntil ?? DateTimeOffset.MinValue) ? heardUntil : HeardUntil;
            return Task.CompletedTask;
        }
    }
}
