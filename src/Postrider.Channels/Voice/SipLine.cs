using Postrider.Sip.Calling;
using Postrider.Sip.Media;

namespace Postrider.Channels.Voice;

/// <summary>A call through a trunk as the line that talks are held on.</summary>
internal sealed class SipLine(SipCall call, RtpSession sound, TimeProvider time) : ICallLine
{
    /// <summary>A far side that does not confirm the end is not waited for any longer.</summary>
    private static readonly TimeSpan _parting = TimeSpan.FromSeconds(4);

    private readonly Task<LineEnd> _ended = EndAsync(call);

    public ILineEar? Ear
    {
        get => (sound.Ear as Hearing)?.Ear;
        set => sound.Ear = value is null ? null : new Hearing(value);
    }

    public Task<LineEnd> Ended => _ended;

    public TimeSpan Deafness => sound.Deafness;

    public TimeSpan Unsaid => TimeSpan.FromMilliseconds(sound.UnsaidMilliseconds);

    public void Say(ReadOnlySpan<byte> ulaw) => sound.Say(ulaw);

    public void Hush() => sound.Hush();

    public Task WhenSaidAsync(CancellationToken cancellationToken) => sound.WhenSaidAsync(cancellationToken);

    public void Press(char digit) => sound.Press(digit);

    public async Task HangUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await call.HangUpAsync(null, cancellationToken).WaitAsync(_parting, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Disposing of the call ends what is left of it.
        }
    }

    private static async Task<LineEnd> EndAsync(SipCall call)
    {
        var end = await call.Ended;
        return new LineEnd(end.Kind is not (CallEndKind.RemoteHungUp or CallEndKind.LocalHungUp), end.Reason);
    }

    private sealed class Hearing(ILineEar ear) : IRtpEar
    {
        public ILineEar Ear => ear;

        public void Hear(ReadOnlySpan<byte> heard, ReadOnlySpan<byte> said) => ear.Hear(heard, said);

        public void HearDigit(char digit) => ear.HearDigit(digit);
    }
}
