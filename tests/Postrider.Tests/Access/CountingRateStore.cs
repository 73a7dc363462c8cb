using Postrider.Access;
using Postrider.Storage;

namespace Postrider.Tests.Access;

/// <summary>A shared window in memory, which says how often it was asked.</summary>
internal sealed class CountingRateStore(TimeProvider clock) : IRateStore
{
    private readonly Dictionary<string, (DateTimeOffset StartedAt, int Drawn)> _rows = [];
    private Task _hold = Task.CompletedTask;

    public int Draws { get; private set; }

    public TaskCompletionSource Hold()
    {
        var hold = new TaskCompletionSource();
        _hold = hold.Task;
        return hold;
    }

    public async Task<RateDraw> DrawAsync(string subject, int portion, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        await _hold;
        Draws++;
        var now = clock.GetUtcNow();
        var row = _rows.TryGetValue(subject, out var kept) && kept.StartedAt > now - window ? kept : (StartedAt: now, Drawn: 0);
        row.Drawn = Math.Min(row.Drawn, limit) + portion;
        _rows[subject] = row;
        return new RateDraw(Math.Clamp(limit - (row.Drawn - portion), 0, portion), Math.Min(row.Drawn, limit), row.StartedAt + window - now);
    }
}
