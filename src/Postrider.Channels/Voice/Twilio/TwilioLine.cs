using System.Globalization;
using System.Net.WebSockets;
using Postrider.Sip.Media;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>
/// An answered call over the media stream that the carrier opened to this node. What is said is told at once and played there; its marks tell how far the playing came. The frames that come in are the clock:
/// with each of them a frame of ours counts as said.
/// </summary>
internal sealed partial class TwilioLine : ICallLine
{
    private const int Frame = 160;

    /// <summary>Of a carrier that once sent no mark back none is waited for any longer than the way there may take.</summary>
    private static readonly TimeSpan _way = TimeSpan.FromMilliseconds(200);

    /// <summary>A carrier that does not confirm the end is not waited for any longer.</summary>
    private static readonly TimeSpan _parting = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private readonly WebSocket _socket;
    private readonly SocketMessages _messages;
    private readonly TwilioWords _words;
    private readonly Func<CancellationToken, Task> _hangUp;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox = new();
    private readonly SaidSound _said = new();
    private readonly Queue<Awaited> _marks = new();
    private readonly TaskCompletionSource<LineEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _heardFrame = new byte[Frame];
    private readonly byte[] _saidFrame = new byte[Frame];
    private int _heardLength;
    private long _heardAt;
    private long _mark;
    private Awaited? _newest;
    private TimeSpan _markPatience = TimeSpan.FromSeconds(2);
    private bool _isUnmarked;
    private bool _isOver;

    /// <param name="hangUp">Tells the carrier to end the call.</param>
    public TwilioLine(WebSocket socket, SocketMessages messages, string streamSid, Func<CancellationToken, Task> hangUp, TimeProvider time)
    {
        (_socket, _messages, _words, _hangUp, _time) = (socket, messages, new TwilioWords(streamSid), hangUp, time);
        _heardAt = time.GetTimestamp();
    }

    private sealed record Awaited(long Number, TaskCompletionSource Played);

    public ILineEar? Ear { get; set; }

    public Task<LineEnd> Ended => _ended.Task;

    public TimeSpan Deafness => _time.GetElapsedTime(Interlocked.Read(ref _heardAt));

    public TimeSpan Unsaid
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromMilliseconds(_said.Length / 8.0);
            }
        }
    }

    public void Say(ReadOnlySpan<byte> ulaw)
    {
        lock (_gate)
        {
            if (_isOver || ulaw.Length == 0)
            {
                return;
            }

            var before = _said.Length;
            _said.Append(ulaw);
            _outbox.Say(ulaw[..(_said.Length - before)]);
            _isUnmarked = true;
        }
    }

    public void Hush()
    {
        lock (_gate)
        {
            if (_isOver || !(_isUnmarked || _marks.Count > 0 || _said.Length > 0))
            {
                return;
            }

            _outbox.Clear();
            _said.Hush();
            _isUnmarked = false;
            Played(_mark);
        }
    }

    public async Task WhenSaidAsync(CancellationToken cancellationToken)
    {
        Awaited mark;
        Task said;
        lock (_gate)
        {
            if (_isOver || (!_isUnmarked && _marks.Count == 0))
            {
                return;
            }

            if (_isUnmarked)
            {
                _isUnmarked = false;
                _marks.Enqueue(_newest = new Awaited(++_mark, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
                _outbox.Mark(Name(_mark));
            }

            mark = _newest!;
            said = _said.Wait()?.Task ?? Task.CompletedTask;
        }

        await Task.WhenAny(mark.Played.Task, said).WaitAsync(cancellationToken);
        await Task.WhenAny(mark.Played.Task, Task.Delay(_markPatience, _time, cancellationToken)).WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!mark.Played.Task.IsCompleted)
        {
            lock (_gate)
            {
                _markPatience = _way;
                Played(mark.Number);
            }
        }
    }

    /// <summary>As tones: a media stream takes no events.</summary>
    public void Press(char digit) => Say(DigitTone.Of(digit));

    public async Task HangUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _hangUp(cancellationToken).WaitAsync(_parting, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A call whose stream is closed ends as well.
        }

        End(new LineEnd(false));
    }

    /// <summary>The carrier says elsewhere that the call has ended.</summary>
    public void End(LineEnd end)
    {
        _ended.TrySetResult(end);
        Over();
    }

    private static string Name(long mark) => mark.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nobody waits any longer, and the socket is closed from our side.</summary>
    private void Over()
    {
        lock (_gate)
        {
            _isOver = true;
            _said.Hush();
            Played(_mark);
        }

        _outbox.Complete();
    }

    private void Played(long until)
    {
        while (_marks.TryPeek(out var awaited) && awaited.Number <= until)
        {
            _marks.Dequeue();
            awaited.Played.TrySetResult();
        }
    }
}
