using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Channels;

namespace Postrider.Testing.Voice;

/// <summary>A call's entry that only remembers what it was told.</summary>
public sealed class NotedCall : ICallEntry, ICallLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _notes = [];
    private readonly TaskCompletionSource _hangUp = new();

    /// <summary>Everything in order, like <c>said agent: Hello</c>.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate)
            {
                return [.. _notes];
            }
        }
    }

    /// <summary>What happens while something is noted, on the thread of whoever tells it.</summary>
    public Action<string> Noting { get; set; } = static _ => { };

    public string? Outcome { get; private set; }

    public string? EndedBy { get; private set; }

    public int? Code { get; private set; }

    public string? Reason { get; private set; }

    public byte[]? Recording { get; private set; }

    public Task HangUpAsked => _hangUp.Task;

    public ICallEntry Open(DriverJob job) => this;

    /// <summary>What somebody at the console would do.</summary>
    public void AskForHangUp() => _hangUp.TrySetResult();

    public void Dialing() => Note("dialing");

    public string? FarSideId { get; private set; }

    public void KnownAs(string farSideId) => FarSideId = farSideId;

    public void Ringing() => Note("ringing");

    public void Answered() => Note("answered");

    public void AnsweredBy(string answerer) => Note($"answered by {answerer}");

    public void Said(string who, string text) => Note($"said {who}: {text}");

    public void Pressed(char digit) => Note($"pressed {digit}");

    public void OptedOut() => Note("opted out");

    public void Warn(string text) => Note($"warning: {text}");

    public void HungUp() => Note("hung up");

    public void Recorded(byte[] sha256)
    {
        Recording = sha256;
        Note("recorded");
    }

    public Task<Outcome> EndAsync(string outcome, string? endedBy, int? code, string? reason)
    {
        (Outcome, EndedBy, Code, Reason) = (outcome, endedBy, code, reason);
        Note($"ended {outcome}");
        return Task.FromResult<Outcome>(
            outcome == CallOutcome.Unknown ? new Outcome.Unknown(reason ?? "")
            : CallOutcome.IsSuccess(outcome) ? new Outcome.Accepted(new Delivery("call", Status: outcome))
            : new Outcome.Refused(reason ?? "", outcome));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Note(string text)
    {
        lock (_gate)
        {
            _notes.Add(text);
        }

        Noting(text);
    }
}
