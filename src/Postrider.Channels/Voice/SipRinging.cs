using System.Threading.Channels;
using Postrider.Calls;
using Postrider.Sip.Calling;

namespace Postrider.Channels.Voice;

/// <summary>A call between the INVITE and the answer.</summary>
internal sealed class SipRinging(ChannelReader<CallSignal> signals, Func<Task<CallEnd>> hangUp, ICallEntry entry, TimeProvider time)
{
    /// <summary>A node that stops has no time to wait for the far side's last word.</summary>
    private static readonly TimeSpan _haste = TimeSpan.FromSeconds(4);

    private bool _rang;

    /// <summary>Null: it was answered. Ends in any case: who does not answer in time is called no longer.</summary>
    public async Task<SipEnding?> WaitAsync(TimeSpan patience, CancellationToken stopping)
    {
        using var ring = new CancellationTokenSource(patience, time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(ring.Token, stopping);
        while (true)
        {
            var next = signals.ReadAsync(wait.Token).AsTask();
            await Task.WhenAny(next, entry.HangUpAsked);
            if (!next.IsCompletedSuccessfully)
            {
                wait.Cancel();
                return await GiveUpAsync(stopping.IsCancellationRequested ? GivenUp.Stopped : entry.HangUpAsked.IsCompleted ? GivenUp.Operator : GivenUp.RingTimeout);
            }

            switch (await next)
            {
                case CallSignal.Ringing { Code: >= 180 } when !_rang:
                    _rang = true;
                    entry.Ringing();
                    break;
                case CallSignal.Answered:
                    return null;
                case CallSignal.Ended ended:
                    return SipEnding.Of(ended.End);
            }
        }
    }

    private async Task<SipEnding> GiveUpAsync(GivenUp why)
    {
        var ending = hangUp();
        try
        {
            return SipEnding.Of(why == GivenUp.Stopped ? await ending.WaitAsync(_haste, time) : await ending, why);
        }
        catch (TimeoutException)
        {
            return new SipEnding(CallOutcome.Unknown, null, null, "The server was stopped while the call rang, and the trunk had not confirmed its end.");
        }
    }
}
