namespace Postrider.Sip.Listening;

/// <summary>Tells speech from silence, noise, hums and tones: it is louder than the line, and its loudness changes.</summary>
internal sealed class SpeechDetector
{
    private const float Margin = 7;
    private const float Faintest = -47;

    /// <summary>What is shorter is a click.</summary>
    private const int LeastActive = 4;
    private const float LeastRange = 3;
    private const int Hangover = 10;
    private const int ToneFrames = 3;
    private const int LongestDoubt = 20;
    private readonly NoiseFloor _floor = new();
    private int _active;
    private int _run;
    private int _quiet;
    private float _last;
    private float _least = float.MaxValue;
    private float _most = float.MinValue;

    /// <summary>Whether this very frame is louder than the line.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether somebody speaks, pauses within words counted in.</summary>
    public bool IsSpeech { get; private set; }

    /// <summary>For how many frames the burst of sound has lasted that is or may become speech; 0: there is none.</summary>
    public int Age { get; private set; }

    /// <summary>Whether a burst has just begun that may still turn out to be speech.</summary>
    public bool IsUnclear => !IsSpeech && Age is > 0 and <= LongestDoubt;

    public float Floor => _floor.Level;

    /// <param name="toneRun">For how many frames a pure tone has sounded.</param>
    public void Hear(FrameSound sound, int toneRun)
    {
        var isTone = toneRun >= ToneFrames;
        IsActive = !isTone && sound.Level > Math.Max(Faintest, _floor.Level + Margin);
        if (!isTone)
        {
            _floor.Hear(sound.Level, IsActive);
        }

        Age = Age > 0 || IsActive ? Age + 1 : 0;
        if (IsActive)
        {
            Rise(sound.Level);
        }
        else if (Age > 0 && ++_quiet > Hangover)
        {
            Forget();
        }

        if (!IsSpeech && _floor.IsSteady)
        {
            Forget();
        }
    }

    /// <summary>Ends the burst: what comes is not the callee, or not sound at all.</summary>
    public void Forget()
    {
        (Age, _active, _run, _quiet, _least, _most) = (0, 0, 0, 0, float.MaxValue, float.MinValue);
        (IsActive, IsSpeech) = (false, false);
    }

    private void Rise(float level)
    {
        _active++;
        _run = _quiet > 0 ? 1 : _run + 1;
        _quiet = 0;

        // The first and the last frame of a sound are partly silence, so only those between two others tell how it changes.
        if (_run >= 3)
        {
            (_least, _most) = (Math.Min(_least, _last), Math.Max(_most, _last));
        }

        _last = level;
        IsSpeech |= _active >= LeastActive && _most - _least >= LeastRange;
    }
}
