using System.Net;
using System.Net.Sockets;
using Postrider.Sip.Sound;

namespace Postrider.Sip.Media;

public sealed partial class RtpSession
{
    private const double Late = 20;

    private long _beatAt;
    private bool _wasQuiet = true;
    private long _packetsSent;
    private long _bytesSent;
    private long _unsent;
    private long _skipped;
    private long _sentLate;
    private double _longestLateness;
    private long _earFaults;

    void IPaced.Beat(long ideal)
    {
        Span<char> digits = stackalloc char[8];
        int said, heard, pressed;
        var ear = Ear;
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            if (_plan is null)
            {
                Drain();
                return;
            }

            Pass(ideal);
            said = MaySay ? SendFrame() : 0;
            Drain();
            heard = MayHear && _heard.Take(_heardFrame) ? _heardFrame.Length : 0;
            pressed = ear is null ? 0 : _digits.Take(digits);
            ReportWhenDue(ideal);
        }

        Tell(ear, heard, said, digits[..pressed]);
    }

    void IPaced.Look()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                Drain();
            }
        }
    }

    /// <summary>Counts the time since the beat before; frames that were left out are silence to the far side, not a shift of all that follows.</summary>
    private void Pass(long ideal)
    {
        var frames = _beatAt == 0 ? 1 : (long)Math.Round(_clock.Time.GetElapsedTime(_beatAt, ideal).TotalMilliseconds / 20);
        _beatAt = ideal;
        _sent.Advance(frames);
        _skipped += frames - 1;
    }

    /// <summary>Sends what this beat is for; how many bytes of it were said.</summary>
    private int SendFrame()
    {
        if (_pressed.IsPressing)
        {
            _wasQuiet = true;
            return SendPress(_pressed.Take(_sent.Timestamp));
        }

        var taken = _said.Take(_saidFrame);
        _saidFrame.AsSpan(taken).Fill(G711.ULawSilence);
        SendSound(taken > 0 && _wasQuiet);
        _wasQuiet = taken == 0;
        if (taken > 0)
        {
            _said.Tell();
        }

        return taken > 0 ? _saidFrame.Length : 0;
    }

    /// <summary>Sends an event where the far side takes them, else the tones.</summary>
    /// <param name="press">Null: the pause behind a digit.</param>
    private int SendPress(PressedDigit? press)
    {
        if (press is { } told && _plan!.DigitPayloadType is { } type)
        {
            told.Event.Write(_sent.Payload);
            Send(DigitEvent.Length, type, told.Timestamp, told.IsFirst);
            return 0;
        }

        _saidFrame.AsSpan().Fill(G711.ULawSilence);
        if (press is { IsSounding: true } tone)
        {
            DigitTone.Write(tone.Event.Code, tone.Event.Duration - SaidSound.Frame, _saidFrame);
            SendSound(marker: false);
            return _saidFrame.Length;
        }

        SendSound(marker: false);
        return 0;
    }

    private void SendSound(bool marker)
    {
        if (_plan!.Codec == MediaCodec.Pcma)
        {
            G711.ULawToALaw(_saidFrame, _sent.Payload);
        }
        else
        {
            _saidFrame.CopyTo(_sent.Payload);
        }

        Send(SaidSound.Frame, (byte)_plan.Codec, _sent.Timestamp, marker);
    }

    private void Send(int payload, byte payloadType, uint timestamp, bool marker)
    {
        if (_soundEnd.Place is not { } place)
        {
            return;
        }

        var packet = _sent.Pack(payload, payloadType, timestamp, marker, _seal);
        if (!TrySend(_ports.Sound, packet, place))
        {
            _unsent++;
            return;
        }

        _packetsSent++;
        _bytesSent += payload;
        var late = Math.Max(_clock.Time.GetElapsedTime(_beatAt).TotalMilliseconds, 0);
        _clock.Lateness.Add(late);
        _longestLateness = Math.Max(_longestLateness, late);
        _sentLate += late > Late ? 1 : 0;
    }

    /// <summary>A network that takes nothing now is no reason to stop: the next beat tries again.</summary>
    private static bool TrySend(Socket socket, ReadOnlySpan<byte> packet, SocketAddress place)
    {
        try
        {
            return socket.SendTo(packet, SocketFlags.None, place) == packet.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Outside the lock, so that the ear may take locks of its own that are held while others speak to this session.</summary>
    private void Tell(IRtpEar? ear, int heard, int said, ReadOnlySpan<char> digits)
    {
        if (ear is null)
        {
            return;
        }

        // An ear that fails must not stop the calls of everybody else.
#pragma warning disable CA1031
        try
        {
            ear.Hear(_heardFrame.AsSpan(0, heard), _saidFrame.AsSpan(0, said));
            foreach (var digit in digits)
            {
                ear.HearDigit(digit);
            }
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _earFaults);
        }
#pragma warning restore CA1031
    }
}
