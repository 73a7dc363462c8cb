namespace Postrider.Sip.Listening;

/// <summary>Who answered, by how a call begins: people greet briefly and wait, machines talk on. Counts the frames in which we listen, and no others.</summary>
internal sealed class AnswererRule(CallEarOptions options)
{
    /// <summary>What is shorter is no word, and what is shorter between two is no pause.</summary>
    private const int ShortestWord = 5;
    private const int ShortestPause = 3;
    private readonly int _silence = FrameSound.Frames(options.AnswererSilence);
    private readonly int _after = FrameSound.Frames(options.SilenceAfterGreeting);
    private readonly int _longest = FrameSound.Frames(options.LongestHumanGreeting);
    private readonly int _beepWait = FrameSound.Frames(options.BeepWait);
    private readonly int _longestMessage = FrameSound.Frames(options.LongestMessage);
    private int _heard;
    private int _begin;
    private int _last;
    private int _machineSince;
    private int _words;
    private int _word;
    private int _pause;
    private bool _hasBegun;

    public Answerer? Decision { get; private set; }

    /// <summary>Whether the machine's message is over: a beep, silence, or far too long a time.</summary>
    public bool IsMessageOver { get; private set; }

    public void Hear(SpeechDetector speech)
    {
        _heard++;
        CountWords(speech);
        if (speech.IsSpeech)
        {
            if (!_hasBegun)
            {
                (_hasBegun, _begin) = (true, Math.Max(0, _heard - speech.Age));
            }

            _last = speech.IsActive ? _heard : _last;
        }

        if (Decision == Answerer.Machine)
        {
            IsMessageOver |= _heard - Math.Max(_last, _machineSince) >= _beepWait || _heard - _machineSince >= _longestMessage;
        }
        else if (Decision != Answerer.Human)
        {
            Decide(speech.IsUnclear);
        }
    }

    public void HearBeep()
    {
        Machine();
        IsMessageOver = true;
    }

    private void Decide(bool isUnclear)
    {
        if (!_hasBegun)
        {
            Decision = _heard >= _silence && !isUnclear ? Answerer.Unknown : Decision;
        }
        else if (_last - _begin > _longest || _words > options.MostHumanWords)
        {
            Machine();
        }
        else if (_heard - _last >= _after)
        {
            Decision = Answerer.Human;
        }
    }

    private void Machine()
    {
        _machineSince = Decision == Answerer.Machine ? _machineSince : _heard;
        Decision = Answerer.Machine;
    }

    private void CountWords(SpeechDetector speech)
    {
        if (speech.IsActive)
        {
            _word = _pause >= ShortestPause ? 1 : _word + 1;
            _pause = 0;
            _words += _word == ShortestWord ? 1 : 0;
        }
        else
        {
            _pause++;
        }

        if (speech.Age == 0 && !_hasBegun)
        {
            (_words, _word) = (0, 0);
        }
    }
}
