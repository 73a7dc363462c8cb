using System.Threading.Channels;
using Postrider.Calls;
using Postrider.Sip.Listening;
using Answerer = Postrider.Sip.Listening.Answerer;

namespace Postrider.Channels.Voice;

/// <summary>Told of 20 ms of an answered call; must return at once.</summary>
internal delegate void FrameEar(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said);

/// <summary>Hears an answered call from the answer on and tells what others wait for. The line's clock tells it, so whoever waits goes on elsewhere.</summary>
internal sealed class CallHearing : ILineEar
{
    private const int MostDigits = 64;

    private readonly CallEar _ear;
    private readonly FrameEar? _also;
    private readonly Channel<char> _digits;
    private readonly TaskCompletionSource _silent;
    private readonly TaskCompletionSource _machine;
    private readonly TaskCompletionSource _messageOver;
    private readonly TaskCompletionSource<Answerer> _answerer;

    /// <param name="options">What the ear goes by.</param>
    /// <param name="also">Told of every frame, too: a recorder, somebody else's agent.</param>
    /// <param name="inPlace">Whoever waits goes on in the midst of being told; only for tests with a clock of their own.</param>
    public CallHearing(CallEarOptions options, FrameEar? also = null, bool inPlace = false)
    {
        var how = inPlace ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;
        (_silent, _machine, _messageOver, _answerer) = (new(how), new(how), new(how), new(how));
        _digits = System.Threading.Channels.Channel.CreateBounded<char>(new BoundedChannelOptions(MostDigits) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = inPlace });
        _ear = new CallEar(options);
        _also = also;
    }

    /// <summary>What an ear goes by in a call of this plan.</summary>
    public static CallEarOptions Options(CallPlan plan) => new() { InitialSilence = TimeSpan.FromMilliseconds(plan.InitialSilenceMilliseconds) };

    /// <summary>Whether any sound came at all.</summary>
    public bool WasHeard { get; private set; }

    public ChannelReader<char> Digits => _digits.Reader;

    /// <summary>When the initial silence has run out.</summary>
    public Task Silent => _silent.Task;

    /// <summary>What is thought first of who answered.</summary>
    public Task<Answerer> Answerer => _answerer.Task;

    /// <summary>When a machine was found out, at first or later.</summary>
    public Task Machine => _machine.Task;

    /// <summary>When a machine's own message is over, and ours may be left.</summary>
    public Task MessageOver => _messageOver.Task;

    public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said)
    {
        _also?.Invoke(heard, said);
        WasHeard |= heard.Length > 0;
        _ear.Hear(heard, said);
        if (_ear.IsSilent)
        {
            _silent.TrySetResult();
        }

        if (_ear.Decision is { } decision)
        {
            _answerer.TrySetResult(decision);
            if (decision == Sip.Listening.Answerer.Machine)
            {
                _machine.TrySetResult();
            }
        }

        if (_ear.MessageEndedAt is not null)
        {
            _messageOver.TrySetResult();
        }
    }

    public void HearDigit(char digit) => _digits.Writer.TryWrite(digit);
}
