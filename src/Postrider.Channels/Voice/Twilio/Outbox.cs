using System.Threading.Channels;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>What is to be told to a media stream and has not been. Sound that nobody has fetched yet grows together, so that many small pieces take no more room than few large ones.</summary>
internal sealed class Outbox
{
    /// <summary>A second of sound to a message.</summary>
    private const int LargestPiece = 8000;

    private readonly Lock _gate = new();
    private readonly Queue<Word> _words = new();
    private readonly Channel<bool> _any = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Word? _last;

    /// <param name="Sound">Null: no sound, but a mark or the word to forget.</param>
    /// <param name="Mark">Null, and no sound either: what was told and not played yet is to be forgotten.</param>
    public sealed record Word(MemoryStream? Sound, string? Mark = null);

    public void Say(ReadOnlySpan<byte> sound)
    {
        lock (_gate)
        {
            while (sound.Length > 0)
            {
                if (_last?.Sound is not { } open || open.Length >= LargestPiece)
                {
                    _words.Enqueue(_last = new Word(open = new MemoryStream()));
                }

                var taken = Math.Min(sound.Length, LargestPiece - (int)open.Length);
                open.Write(sound[..taken]);
                sound = sound[taken..];
            }
        }

        _any.Writer.TryWrite(true);
    }

    public void Mark(string name)
    {
        lock (_gate)
        {
            _words.Enqueue(_last = new Word(null, name));
        }

        _any.Writer.TryWrite(true);
    }

    /// <summary>Nothing that waits is told any more, and what was told is to be forgotten.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _words.Clear();
            _words.Enqueue(_last = new Word(null));
        }

        _any.Writer.TryWrite(true);
    }

    /// <summary>Nothing more comes; what waits can still be taken.</summary>
    public void Complete() => _any.Writer.TryComplete();

    /// <summary>Ends when some may be there; false: nothing more comes.</summary>
    public async Task<bool> WaitAsync()
    {
        var comes = await _any.Reader.WaitToReadAsync(CancellationToken.None);
        _any.Reader.TryRead(out _);
        return comes;
    }

    public bool TryTake(out Word? word)
    {
        lock (_gate)
        {
            if (!_words.TryDequeue(out word))
            {
                return false;
            }

            _last = word == _last ? null : _last;
            return true;
        }
    }
}
