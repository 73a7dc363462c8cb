using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Calls;

/// <summary>One call while it goes on. What it tells is kept as one record; whoever writes it writes the newest, and tells the log of every state on the way there.</summary>
internal sealed class CallEntry : ICallEntry
{
    /// <summary>How long a call's end waits for the store. The engine is told the outcome then all the same.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(4);

    /// <summary>How long it is worth it to go on writing after the attempt.</summary>
    private static readonly TimeSpan _afterwards = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly DriverJob _job;
    private readonly ICallStore _store;
    private readonly ISuppressionStore _suppressions;
    private readonly HangUpWatch _hangUps;
    private readonly Insistence _insistence;
    private readonly TimeProvider _time;
    private readonly long _opened;
    private readonly DateTimeOffset _startedAt;
    private CallRecord _record;
    private DateTimeOffset? _hungUpAt;
    private long? _over;
    private int _told;
    private int _written;
    private bool _isWriting;
    private bool _isLost;
    private Task _writing = Task.CompletedTask;
    private Task _suppressing = Task.CompletedTask;

    public CallEntry(DriverJob job, ICallStore store, ISuppressionStore suppressions, HangUpWatch hangUps, Insistence insistence, TimeProvider time)
    {
        (_job, _store, _suppressions, _hangUps, _insistence, _time) = (job, store, suppressions, hangUps, insistence, time);
        _opened = time.GetTimestamp();

        // The attempt began a moment ago, by the database's clock; from there on this node's own counts, which never jumps.
        _startedAt = job.StartedAt == default ? time.GetUtcNow() : job.StartedAt;
        _record = new CallRecord { Job = job.Job, Attempt = job.Attempt };
        HangUpAsked = hangUps.Watch(job.Job);
    }

    public Task HangUpAsked { get; }

    private DateTimeOffset Now => _startedAt + _time.GetElapsedTime(_opened);

    public void Dialing() => Reach(CallState.Dialing, record => record with { DialedAt = Now });

    public void KnownAs(string farSideId) => Change(record => record with { FarSideId = farSideId });

    public void Ringing() => Reach(CallState.Ringing, record => record with { RingingAt = Now });

    public void Answered() => Reach(CallState.InProgress, record => record with { AnsweredAt = Now });

    public void AnsweredBy(string answerer) => Change(record => record with { AnsweredBy = answerer });

    public void Said(string who, string text) => Change(record => CallNotes.Said(record, who, Now, text));

    public void Pressed(char digit) => Change(record => CallNotes.Pressed(record, digit));

    public void Warn(string text) => Change(record => CallNotes.Warned(record, text));

    public void Recorded(byte[] sha256) => Change(record => record with { RecordingSha256 = sha256 });

    public void OptedOut()
    {
        lock (_lock)
        {
            if (_record.OptOut)
            {
                return;
            }

            _suppressing = _insistence.WriteAsync($"The opt-out of {CallId.Of(_job.Job.JobId)}", SuppressAsync, IsWorthIt);
        }

        Change(record => record with { OptOut = true });
    }

    public void HungUp()
    {
        lock (_lock)
        {
            _hungUpAt ??= Now;
        }
    }

    public async Task<Outcome> EndAsync(string outcome, string? endedBy, int? code, string? reason)
    {
        HungUp();
        Reach(CallState.Ended, record => record with { Outcome = outcome, EndedBy = endedBy, SipCode = code, SipReason = CallNotes.Words(reason), EndedAt = _hungUpAt });
        CallRecord ended;
        Task written;
        lock (_lock)
        {
            ended = _record;
            _over ??= _time.GetTimestamp();
            written = Task.WhenAll(_writing, _suppressing);
        }

        using var over = new CancellationTokenSource();
        await Task.WhenAny(written, Task.Delay(_patience, _time, over.Token));
        await over.CancelAsync();
        return CallEnding.ToOutcome(ended, ended.Outcome!);
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _over ??= _time.GetTimestamp();
        }

        _hangUps.Forget(_job.Job, HangUpAsked);
        return ValueTask.CompletedTask;
    }

    private void Reach(CallState state, Func<CallRecord, CallRecord> change) => Change(record => record.State < state ? change(record) with { State = state } : record);

    private void Change(Func<CallRecord, CallRecord> change)
    {
        lock (_lock)
        {
            var changed = _record.State == CallState.Ended ? _record : change(_record);
            if (ReferenceEquals(changed, _record))
            {
                return;
            }

            _record = changed;
            _told++;
            if (!_isWriting && !_isLost)
            {
                _isWriting = true;
                _writing = _insistence.WriteAsync(CallId.Of(_job.Job.JobId), WriteAsync, IsWorthIt);
            }
        }
    }

    /// <summary>Ends when nothing is left to write. Each write has all that was told by then.</summary>
    private async Task WriteAsync()
    {
        while (true)
        {
            CallRecord record;
            int told;
            lock (_lock)
            {
                if (_told == _written || _isLost)
                {
                    _isWriting = false;
                    return;
                }

                (record, told) = (_record, _told);
            }

            var isOurs = await _store.WriteAsync(record, _job.ClaimNumber, CancellationToken.None);
            lock (_lock)
            {
                _isLost = !isOurs;
                _written = told;
            }
        }
    }

    private Task SuppressAsync() => _suppressions.AddAsync(_job.Job.Workspace, _job.Address, "do_not_call", $"Asked for in {CallId.Of(_job.Job.JobId)}.", CancellationToken.None);

    private bool IsWorthIt()
    {
        lock (_lock)
        {
            return !(_time.GetElapsedTime(_over ?? _time.GetTimestamp()) > _afterwards);
        }
    }
}
