using System.Globalization;
using System.Net.WebSockets;
using Postrider.Sip.Media;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>
/// An answered call over the media stream that the carrier opened to this node. What is said is told at once and played there; its marks tell how far the playing came. The frames that come in are the clock:
/// with each of them a frame of ours counts as said.
/// </summary>
internal sealed class TwilioLine : ICallLine
{
    private const int Frame = 160;

    /// <summary>Of a carrier that once sent no mark back none is waited for any longer than the way there may take.</summary>
    private static readonly TimeSpan _way = TimeSpan.FromMilliseconds(200);

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
        await _hangUp(cancellationToken);
        _ended.TrySetResult(new LineEnd(false));
        Over();
    }

    /// <summary>Until the stream is over.</summary>
    public async Task RunAsync()
    {
        var telling = TellAsync();
        _ended.TrySetResult(await ListenAsync());
        Over();
        await telling;
    }

    private static string Name(long mark) => mark.ToString(CultureInfo.InvariantCulture);

    private async Task<LineEnd> ListenAsync()
    {
        try
        {
            while (await _messages.ReceiveAsync(CancellationToken.None) is { } message)
            {
                if (StreamOrder.TryRead(message, out var word) && Take(word))
                {
                    return new LineEnd(false);
                }
            }

            // Whoever hangs up says so first; a proxy on the way that goes away closes as well.
            return _socket.CloseStatus == WebSocketCloseStatus.NormalClosure ? new LineEnd(false) : new LineEnd(true, $"the media stream was closed with {(int?)_socket.CloseStatus}");
        }
        catch (Exception exception) when (IsOfTheSocket(exception))
        {
            return new LineEnd(true, $"the media stream broke off: {exception.Message}");
        }
    }

    /// <summary>True: the call is over.</summary>
    private bool Take(StreamOrder word)
    {
        switch (word)
        {
            case StreamOrder.Media media:
                Hear(media.Sound);
                break;
            case StreamOrder.Press press:
                Ear?.HearDigit(press.Digit);
                break;
            case StreamOrder.Mark mark when long.TryParse(mark.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                lock (_gate)
                {
                    Played(number);
                }

                break;
            case StreamOrder.Stop:
                return true;
        }

        return false;
    }

    private void Hear(ReadOnlySpan<byte> sound)
    {
        Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
        while (sound.Length > 0)
        {
            var taken = Math.Min(sound.Length, Frame - _heardLength);
            sound[..taken].CopyTo(_heardFrame.AsSpan(_heardLength));
            sound = sound[taken..];
            _heardLength += taken;
            if (_heardLength == Frame)
            {
                _heardLength = 0;
                Beat();
            }
        }
    }

    private void Beat()
    {
        int said;
        lock (_gate)
        {
            said = _said.Take(_saidFrame);
            _saidFrame.AsSpan(said).Fill(Sip.Sound.G711.ULawSilence);
            _said.Tell();
        }

        Ear?.Hear(_heardFrame, said > 0 ? _saidFrame : []);
    }

    /// <summary>The one writer of the socket.</summary>
    private async Task TellAsync()
    {
        try
        {
            while (await _outbox.WaitAsync())
            {
                while (_outbox.TryTake(out var word))
                {
                    await _socket.SendAsync(Message(word!), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (IsOfTheSocket(exception))
        {
            // Whoever listens notices as well, and says so.
        }
    }

    private ReadOnlyMemory<byte> Message(Outbox.Word word) =>
        word.Sound is { } sound ? _words.Media(sound.GetBuffer().AsSpan(0, (int)sound.Length)) : word.Mark is { } mark ? _words.Mark(mark) : _words.Clear();

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

    private static bool IsOfTheSocket(Exception exception) => exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;
}
