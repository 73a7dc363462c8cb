namespace Postrider.Sip.Listening;

/// <summary>Hears a pure tone of one pitch that stands alone, between 100 ms and two seconds long, and falls silent.</summary>
internal sealed class BeepDetector
{
    // A little wider than the beeps from 400 to 2200 Hz, whose pitch is measured in noise.
    public const float LowestHz = 370;
    public const float HighestHz = 2240;

    /// <summary>So many frames are whole in a beep of 120 ms, wherever frames begin.</summary>
    public const int Shortest = 5;
    private const int Longest = 2000 / FrameSound.Milliseconds;

    // The frame in which it ends is partly tone; then so many must be quiet. Within as many, a lost packet does not end it.
    private const int Rest = 4;
    private const float Fall = 10;
    private const float SamePitch = 0.03f;
    private const float SameHz = 20;
    private float _hz;
    private float _level;
    private int _gap;
    private bool _isSpoilt;

    /// <summary>How many frames ago it ended when a beep is found.</summary>
    public static int EndedBefore => Rest;

    /// <summary>For how many frames the tone has sounded.</summary>
    public int Run { get; private set; }

    /// <summary>Whether a beep is over.</summary>
    public bool Hear(FrameSound sound)
    {
        if (Run == 0)
        {
            Begin(sound, isSpoilt: false);
            return false;
        }

        if (!sound.IsTone)
        {
            return Miss(sound);
        }

        if (Math.Abs(sound.ToneHz - _hz) > Math.Max(SameHz, _hz * SamePitch))
        {
            // A melody, or the tones of an exchange, which follow each other.
            Begin(sound, isSpoilt: Run >= 2 || _isSpoilt);
            return false;
        }

        Run += 1 + _gap;
        _gap = 0;
        _hz += (sound.ToneHz - _hz) / Math.Min(Run, 8);
        _level = Math.Max(_level, sound.Level);
        return false;
    }

    public void Forget() => (Run, _gap, _isSpoilt) = (0, 0, false);

    private void Begin(FrameSound sound, bool isSpoilt) =>
        (Run, _hz, _level, _gap, _isSpoilt) = (sound.IsTone ? 1 : 0, sound.ToneHz, sound.Level, 0, isSpoilt && sound.IsTone);

    private bool Miss(FrameSound sound)
    {
        _gap++;
        if (_gap > 1 && sound.Level > _level - Fall)
        {
            Forget();
            return false;
        }

        if (_gap < Rest)
        {
            return false;
        }

        var isBeep = !_isSpoilt && Run is >= Shortest and <= Longest;
        Forget();
        return isBeep;
    }
}
