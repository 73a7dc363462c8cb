using System.Threading.Channels;

namespace Postrider.Sip.Calling;

/// <summary>One call that we place: its signalling from the INVITE to the end.</summary>
public sealed class SipCall : IAsyncDisposable
{
    internal SipCall(string callId) => CallId = callId;

    public string CallId { get; }

    /// <summary>Completed after <see cref="CallSignal.Ended"/>. Who reads too slowly misses ringing, never the answer or the end.</summary>
    public ChannelReader<CallSignal> Signals => throw new NotSupportedException();

    public Task<CallEnd> Ended => throw new NotSupportedException();

    /// <summary>CANCEL before the answer, BYE after it. Ends within the protocol's timers, whatever the far side does.</summary>
    public Task<CallEnd> HangUpAsync(string? reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Hangs up what is still open, without waiting for the far side.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
