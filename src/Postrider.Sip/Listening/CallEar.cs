namespace Postrider.Sip.Listening;

/// <summary>
/// Listens to an answered call, frame by frame from the answer on: whether somebody speaks, who answered, when a machine waits for its message. It has no clock:
/// a frame is 20 ms. Not for several threads at once.
/// </summary>
public sealed class CallEar
{
    /// <summary>What we say is something from here on, not a pause.</summary>
    private const float Said = -50;

    /// <summary>While we speak, an echo is at least so much softer than what we said, and the callee is not.</summary>
    private const float EchoLoss = 6;

    /// <summary>By so much a frame we forget how loud we were: 3 dB within the echo's tail.</summary>
    private const float Fade = 0.25f;
    private readonly BeepDetector _beep = new();
    private readonly SpeechDetector _speech = new();
    private readonly AnswererRule _answerer;
    private readonly int _initialSilence;
    private readonly int _echoTail;
    private int _frames;
    private int _echo;
    private float _said = FrameSound.Silence.Level;

    public CallEar(CallEarOptions? options = null)
    {
        options ??= new();
        _answerer = new(options);
        _initialSilence = options.InitialSilence > TimeSpan.Zero ? Math.Max(1, FrameSound.Frames(options.InitialSilence)) : 0;
        _echoTail = FrameSound.Frames(options.EchoTail);
    }

    /// <summary>Since the answer.</summary>
    public TimeSpan Heard => FrameSound.Time(_frames);

    /// <summary>Whether the callee speaks, also while we do.</summary>
    public bool SpeechNow => _speech.IsSpeech;

    public TimeSpan? FirstSpeechAt { get; private set; }

    /// <summary>When the first speech or tone began; noise and hums are silence.</summary>
    public TimeSpan? FirstSoundAt { get; private set; }

    /// <summary>Whether the initial silence ran out. Stays so.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Null: not known yet. Unknown may still become another, and human a machine if a beep comes.</summary>
    public Answerer? Decision => _answerer.Decision;

    /// <summary>When the last beep ended.</summary>
    public TimeSpan? BeepEndedAt { get; private set; }

    /// <summary>When it was found that the machine's message is over, by a beep or without one; then is the time to leave ours.</summary>
    public TimeSpan? MessageEndedAt { get; private set; }

    /// <param name="heard">µ-law; empty: nothing came.</param>
    /// <param name="said">What we said in the same frame; empty: nothing.</param>
    public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said)
    {
        _frames++;
        var sound = FrameSound.Of(heard);
        var weSpeak = Speak(said);
        var isBeep = false;
        if (weSpeak)
        {
            _beep.Forget();
            HearOverUs(sound);
        }
        else
        {
            isBeep = _beep.Hear(sound);
            _speech.Hear(sound, _beep.Run);
            _answerer.Hear(_speech);
        }

        Note(isBeep);
    }

    /// <summary>Whether what is heard now may be us.</summary>
    private bool Speak(ReadOnlySpan<byte> said)
    {
        var level = FrameSound.Of(said).Level;
        _said = Math.Max(_said - Fade, level);
        if (level >= Said)
        {
            _echo = _echoTail + 1;
        }

        if (_echo == 0)
        {
            return false;
        }

        _echo--;
        return true;
    }

    private void HearOverUs(FrameSound sound)
    {
        if (sound.Level > _said - EchoLoss)
        {
            _speech.Hear(sound, 0);
        }
        else
        {
            _speech.Hear(FrameSound.Silence with { Level = _speech.Floor }, 0);
        }
    }

    private void Note(bool isBeep)
    {
        if (_speech.IsSpeech)
        {
            FirstSpeechAt ??= FrameSound.Time(_frames - _speech.Age);
            FirstSoundAt ??= FirstSpeechAt;
        }
        else if (_beep.Run >= BeepDetector.Shortest)
        {
            FirstSoundAt ??= FrameSound.Time(_frames - _beep.Run);
        }

        if (isBeep)
        {
            _answerer.HearBeep();
            BeepEndedAt = FrameSound.Time(_frames - BeepDetector.EndedBefore);
        }

        MessageEndedAt ??= _answerer.IsMessageOver ? Heard : null;
        IsSilent |= _initialSilence > 0 && FirstSoundAt is null && !_speech.IsUnclear && _frames >= _initialSilence;
    }
}
