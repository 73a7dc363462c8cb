using System.Globalization;
using System.Net.WebSockets;
using Postrider.Sip.Sound;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>The stream itself: one who reads it, one who writes.</summary>
internal sealed partial class TwilioLine
{
    private const int MostDigits = 64;

    /// <summary>Pressed before anybody listened, or just now.</summary>
    private readonly Queue<char> _digits = new();

    /// <summary>Until the stream is over.</summary>
    public async Task RunAsync()
    {
        var telling = TellAsync();
        _ended.TrySetResult(await ListenAsync());
        Over();
        await telling;
    }

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
            case StreamOrder.Press press when _digits.Count < MostDigits:
                _digits.Enqueue(press.Digit);
                HearDigits();
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
            _saidFrame.AsSpan(said).Fill(G711.ULawSilence);
            _said.Tell();
        }

        Ear?.Hear(_heardFrame, said > 0 ? _saidFrame : []);
        HearDigits();
    }

    /// <summary>The carrier's stream begins before our side listens: a digit that is pressed at once waits for it.</summary>
    private void HearDigits()
    {
        while (Ear is { } ear && _digits.TryDequeue(out var digit))
        {
            ear.HearDigit(digit);
        }
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

    private static bool IsOfTheSocket(Exception exception) => exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;
}
