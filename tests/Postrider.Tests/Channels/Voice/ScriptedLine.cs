using Postrider.Channels.Voice;
using Postrider.Testing;

namespace Postrider.Tests.Channels.Voice;

/// <summary>A line whose time the test turns: every 20 ms of it one frame is said, and one heard. Whoever waits for it goes on within the turn.</summary>
internal sealed class ScriptedLine(ManualClock clock) : ICallLine
{
    public const int Frame = 160;

    private readonly List<byte> _unsaid = [];
    private readonly List<(int Left, TaskCompletionSource Said)> _waiting = [];
    private readonly TaskCompletionSource<LineEnd> _ended = new();
    private TimeSpan _heardAt;
    private TimeSpan _now;

    public ILineEar? Ear { get; set; }

    public Task<LineEnd> Ended => _ended.Task;

    public TimeSpan Deafness => _now - _heardAt;

    public TimeSpan Unsaid => TimeSpan.FromMilliseconds(_unsaid.Count / 8.0);

    /// <summary>Everything that went out, the silence between included.</summary>
    public List<byte> Said { get; } = [];

    public List<char> Presses { get; } = [];

    public int HangUps { get; private set; }

    public int Hushes { get; private set; }

    public void Say(ReadOnlySpan<byte> ulaw) => _unsaid.AddRange(ulaw);

    public void Hush()
    {
        Hushes++;
        _unsaid.Clear();
        Tell(int.MaxValue);
    }

    public Task WhenSaidAsync(CancellationToken cancellationToken)
    {
        if (_unsaid.Count == 0)
        {
            return Task.CompletedTask;
        }

        var said = new TaskCompletionSource();
        _waiting.Add((_unsaid.Count, said));
        return said.Task.WaitAsync(cancellationToken);
    }

    public void Press(char digit) => Presses.Add(digit);

    public Task HangUpAsync(CancellationToken cancellationToken)
    {
        HangUps++;
        End(new LineEnd(false));
        return Task.CompletedTask;
    }

    public void End(LineEnd end) => _ended.TrySetResult(end);

    public void Digit(char digit) => Ear!.HearDigit(digit);

    /// <summary>Turns the time.</summary>
    /// <param name="heard">What comes in every frame; null: no packets at all.</param>
    public void Run(TimeSpan span, byte[]? heard)
    {
        for (var left = span; left > TimeSpan.Zero && !_ended.Task.IsCompleted; left -= TimeSpan.FromMilliseconds(20))
        {
            _now += TimeSpan.FromMilliseconds(20);
            clock.Advance(TimeSpan.FromMilliseconds(20));
            var said = _unsaid.Take(Frame).ToArray();
            _unsaid.RemoveRange(0, said.Length);
            Said.AddRange(said);
            _heardAt = heard is null ? _heardAt : _now;
            Ear?.Hear(heard ?? [], said);
            Tell(said.Length);
        }
    }

    private void Tell(int said)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            _waiting[i] = (_waiting[i].Left - said, _waiting[i].Said);
        }

        var done = _waiting.FindAll(waiting => waiting.Left <= 0);
        _waiting.RemoveAll(waiting => waiting.Left <= 0);
        done.ForEach(waiting => waiting.Said.TrySetResult());
    }
}
