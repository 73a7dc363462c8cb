using Postrider.Sip.Sound;

namespace Postrider.Sip.Media;

/// <summary>A digit as two tones (ITU-T Q.23), for far sides that take no events.</summary>
public static class DigitTone
{
    private const double Loudness = 6000;

    private static readonly int[] _low = [697, 770, 852, 941];
    private static readonly int[] _high = [1209, 1336, 1477, 1633];

    /// <summary>Where each code of a telephone event stands on the keypad.</summary>
    private static readonly (int Row, int Column)[] _keys =
        [(3, 1), (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (3, 0), (3, 2), (0, 3), (1, 3), (2, 3), (3, 3)];

    /// <summary>The whole of a digit in µ-law: 100 ms of tone and 60 ms of silence. Empty: there is no such digit.</summary>
    public static byte[] Of(char digit)
    {
        if (DigitEvent.CodeOf(digit) is not { } code)
        {
            return [];
        }

        var sound = new byte[160 * 8];
        sound.AsSpan().Fill(G711.ULawSilence);
        Write(code, 0, sound.AsSpan(0, 100 * 8));
        return sound;
    }

    /// <summary>Writes a part of the tone in µ-law.</summary>
    /// <param name="at">The sample that the part begins with.</param>
    public static void Write(byte code, int at, Span<byte> ulaw)
    {
        var (row, column) = _keys[code];
        for (var i = 0; i < ulaw.Length; i++)
        {
            var time = 2 * Math.PI * (at + i) / 8000;
            ulaw[i] = G711.ToULaw((short)(Loudness * (Math.Sin(_low[row] * time) + Math.Sin(_high[column] * time))));
        }
    }
}
