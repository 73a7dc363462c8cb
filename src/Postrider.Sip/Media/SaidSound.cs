namespace Postrider.Sip.Media;

/// <summary>What is to be said and has not been yet, and who waits for it. Not safe for several threads.</summary>
public sealed class SaidSound
{
    public const int Frame = 160;

    /// <summary>An hour; what is said beyond it while nothing is taken is cut off.</summary>
    public const int Most = 60 * 60 * 8000;

    private const int SmallestRoom = 8192;

    private readonly List<(long Until, TaskCompletionSource Said)> _waiting = [];
    private byte[] _sound = [];
    private int _begin;
    private long _appended;
    private int _heldBack;

    public int Length { get; private set; }

    public int Waiting => _waiting.Count;

    public void Append(ReadOnlySpan<byte> ulaw)
    {
        ulaw = ulaw[..Math.Min(ulaw.Length, Most - Length)];
        MakeRoom(ulaw.Length);
        ulaw.CopyTo(_sound.AsSpan(_begin + Length));
        Length += ulaw.Length;
        _appended += ulaw.Length;
    }

    /// <summary>
    /// Takes the next frame; how many bytes of it are sound, 0 to 160. What is short of a frame waits for one beat, in case that more follows.
    /// </summary>
    public int Take(Span<byte> frame)
    {
        if (Length < Frame && Length != _heldBack)
        {
            _heldBack = Length;
            return 0;
        }

        _heldBack = 0;
        var taken = Math.Min(Length, Frame);
        _sound.AsSpan(_begin, taken).CopyTo(frame);
        Drop(taken);
        return taken;
    }

    public void Hush()
    {
        Drop(Length);
        Tell();
    }

    /// <summary>Ends the waiting of those whose sound has been said: to be called after the frame has left.</summary>
    public void Tell()
    {
        var said = _appended - Length;
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Until <= said)
            {
                _waiting[i].Said.TrySetResult();
                _waiting.RemoveAt(i);
            }
        }
    }

    /// <summary>Null: all has been said.</summary>
    public TaskCompletionSource? Wait()
    {
        if (Length == 0)
        {
            return null;
        }

        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((_appended, said));
        return said;
    }

    public void Forget(TaskCompletionSource said) => _waiting.RemoveAll(waiting => waiting.Said == said);

    private void Drop(int count)
    {
        _begin += count;
        Length -= count;
        if (Length == 0)
        {
            _begin = 0;
            _heldBack = 0;
            if (_sound.Length > SmallestRoom)
            {
                _sound = [];
            }
        }
    }

    private void MakeRoom(int count)
    {
        if (_begin + Length + count <= _sound.Length)
        {
            return;
        }

        // Moved to the front only where that frees half: else each small piece would move all that lies before it.
        var into = Length + count <= _sound.Length / 2 ? _sound : new byte[Math.Max(SmallestRoom, 2 * (Length + count))];
        _sound.AsSpan(_begin, Length).CopyTo(into);
        _sound = into;
        _begin = 0;
    }
}
