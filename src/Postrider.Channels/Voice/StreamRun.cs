using System.Net.WebSockets;
using System.Threading.Channels;
using Postrider.Calls;
using Postrider.Sip.Sound;

namespace Postrider.Channels.Voice;

/// <summary>Passes sound both ways between a call and somebody else's agent, as it is. The socket was opened before the call was dialed, so nobody who answers waits for it.</summary>
internal sealed class StreamRun(ICallLine line, ICallEntry entry, StreamSocket socket, StreamStart start, TimeProvider time) : ITalk
{
    /// <summary>Five seconds of sound and more: an agent that is so far behind loses the rest.</summary>
    private const int MostWaiting = 300;

    private const int MostMarks = 1000;
    private static readonly TimeSpan _mostUnsaid = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _parting = TimeSpan.FromSeconds(1);

    private readonly StreamWords _words = new(start);
    private readonly Channel<Word> _waiting = System.Threading.Channels.Channel.CreateBounded<Word>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Channel<Marked> _marks = System.Threading.Channels.Channel.CreateBounded<Marked>(new BoundedChannelOptions(MostMarks) { SingleReader = true });
    private volatile bool _isOn;
    private long _chunk;
    private long _lost;
    private bool _hasSpoken;
    private bool _wasTooMuch;

    private readonly record struct Word(byte[]? Sound, long Chunk, string? Mark = null, string? Digit = null);

    private readonly record struct Marked(string Name, Task Said);

    /// <summary>Told of every frame of the call; what comes before the talk and after it is not passed on.</summary>
    public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said)
    {
        if (!_isOn)
        {
            return;
        }

        var sound = new byte[160];
        sound.AsSpan().Fill(G711.ULawSilence);
        heard[..Math.Min(heard.Length, sound.Length)].CopyTo(sound);

        // What comes just when the talk parts is not passed on, and was not lost by the agent.
        if (!_waiting.Writer.TryWrite(new Word(sound, ++_chunk)) && _isOn)
        {
            _lost++;
        }
    }

    public async Task<RunEnd> TalkAsync(ChannelReader<char> digits, CancellationToken cancellationToken)
    {
        using var mine = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Before the agent is told anything: who has heard that the call begins misses no sound of it.
        _isOn = true;
        var telling = TellAsync();
        var listening = ListenAsync();
        Task[] others = [PassDigitsAsync(digits, mine.Token), ReturnMarksAsync(mine.Token)];
        try
        {
            if (await listening.WaitAsync(cancellationToken) is { } fault)
            {
                return Broken(fault);
            }

            await line.WhenSaidAsync(cancellationToken);
            return new RunEnd(CallOutcome.Completed, CallEnder.Agent);
        }
        finally
        {
            _isOn = false;
            mine.Cancel();
            await Task.WhenAll(others).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await PartAsync(telling, listening);
            if (_lost > 0)
            {
                entry.Warn($"The agent took the sound too slowly; {_lost * 20} ms of it did not reach it.");
            }
        }
    }

    private RunEnd Broken(string fault)
    {
        var words = $"The stream to the agent broke off: {fault}";
        entry.Warn(words);
        return new RunEnd(_hasSpoken ? CallOutcome.Completed : CallOutcome.Failed, null, words);
    }

    /// <summary>The one writer of the socket; ends when no more is to be told, or can be.</summary>
    private async Task TellAsync()
    {
        try
        {
            await socket.SendAsync(_words.Connected(), CancellationToken.None);
            await socket.SendAsync(_words.Start(), CancellationToken.None);
            await foreach (var word in _waiting.Reader.ReadAllAsync(CancellationToken.None))
            {
                var message = word.Sound is { } sound ? _words.Media(sound, word.Chunk) : word.Mark is { } mark ? _words.Mark(mark) : _words.Digit(word.Digit!);
                await socket.SendAsync(message, CancellationToken.None);
            }

            await socket.SendAsync(_words.Stop(), CancellationToken.None);
            await socket.CloseAsync(CancellationToken.None);
        }
        catch (Exception exception) when (IsOfTheSocket(exception))
        {
            // Whoever listens notices as well, and says so.
        }
    }

    /// <summary>Ends when the agent has closed; its words if it broke.</summary>
    private async Task<string?> ListenAsync()
    {
        try
        {
            while (await socket.ReceiveAsync(CancellationToken.None) is { } message)
            {
                if (_isOn && StreamOrder.TryRead(message, out var order))
                {
                    if (order is StreamOrder.Stop)
                    {
                        break;
                    }

                    Follow(order);
                }
            }

            return null;
        }
        catch (Exception exception) when (IsOfTheSocket(exception))
        {
            return exception.Message;
        }
    }

    private void Follow(StreamOrder order)
    {
        switch (order)
        {
            case StreamOrder.Media media when line.Unsaid > _mostUnsaid:
                TooMuch($"The agent had more than {_mostUnsaid.TotalMinutes:0} minutes of sound waiting; what came beyond was left out.");
                break;
            case StreamOrder.Media media:
                _hasSpoken = true;
                line.Say(media.Sound);
                break;
            case StreamOrder.Clear:
                line.Hush();
                break;
            case StreamOrder.Mark mark:
                // Asked for here and now: what comes later does not count for it.
                if (!_marks.Writer.TryWrite(new Marked(mark.Name, line.WhenSaidAsync(CancellationToken.None))))
                {
                    TooMuch($"The agent had more than {MostMarks} marks waiting; what came beyond was left out.");
                }

                break;
            case StreamOrder.Press press:
                line.Press(press.Digit);
                break;
            case StreamOrder.Transcript transcript:
                entry.Said(transcript.Who, transcript.Text);
                break;
        }
    }

    private void TooMuch(string words)
    {
        if (!_wasTooMuch)
        {
            _wasTooMuch = true;
            entry.Warn(words);
        }
    }

    private async Task PassDigitsAsync(ChannelReader<char> digits, CancellationToken cancellationToken)
    {
        await foreach (var digit in digits.ReadAllAsync(cancellationToken))
        {
            _waiting.Writer.TryWrite(new Word(null, 0, Digit: digit.ToString()));
        }
    }

    private async Task ReturnMarksAsync(CancellationToken cancellationToken)
    {
        await foreach (var mark in _marks.Reader.ReadAllAsync(cancellationToken))
        {
            await mark.Said.WaitAsync(cancellationToken);
            _waiting.Writer.TryWrite(new Word(null, 0, Mark: mark.Name));
        }
    }

    /// <summary>Says <c>stop</c> and closes; an agent that does not take it in time is left.</summary>
    private async Task PartAsync(Task telling, Task listening)
    {
        _waiting.Writer.TryComplete();
        try
        {
            await Task.WhenAll(telling, listening).WaitAsync(_parting, time);
        }
        catch (TimeoutException)
        {
            socket.Abort();
            await Task.WhenAll(telling, listening);
        }
    }

    private static bool IsOfTheSocket(Exception exception) => exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;
}
