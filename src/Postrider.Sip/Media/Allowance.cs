namespace Postrider.Sip.Media;

/// <summary>How many datagrams of one socket are looked at between two beats. Of a flood the kernel drops the rest, which costs nothing.</summary>
internal sealed class Allowance
{
    public const int MostInABeat = 50;

    private int _left = MostInABeat;
    private TaskCompletionSource? _refilled;
    private bool _isOver;

    /// <summary>Whether somebody waits for the next beat.</summary>
    public bool IsUsedUp => Volatile.Read(ref _refilled) is not null;

    /// <summary>Counts one; ends at once, or at the next beat where this one has seen enough.</summary>
    public Task TakeAsync()
    {
        if (Interlocked.Decrement(ref _left) > 0 || Volatile.Read(ref _isOver))
        {
            return Task.CompletedTask;
        }

        var refilled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _refilled, refilled);
        if (Volatile.Read(ref _isOver))
        {
            refilled.TrySetResult();
        }

        return refilled.Task;
    }

    public void Refill()
    {
        Volatile.Write(ref _left, MostInABeat);
        if (IsUsedUp)
        {
            Interlocked.Exchange(ref _refilled, null)?.TrySetResult();
        }
    }

    public void End()
    {
        Volatile.Write(ref _isOver, true);
        Interlocked.MemoryBarrier();
        Refill();
    }
}
