using Postrider.Calls;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>A call between its placing and its media stream.</summary>
internal sealed class TwilioRinging(PlacedCall placed, ICallEntry entry, TimeProvider time)
{
    /// <summary>The carrier stops ringing by itself; it is not waited for much longer.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(15);

    /// <summary>From the answer to the stream.</summary>
    private static readonly TimeSpan _streamPatience = TimeSpan.FromSeconds(10);

    private bool _rang;
    private bool _wasAnswered;

    /// <summary>Null: it was answered, and its stream is there. Ends in any case.</summary>
    public async Task<SipEnding?> WaitAsync(TimeSpan patience, CancellationToken stopping)
    {
        var call = placed.Call;
        using var ring = new CancellationTokenSource(patience + _margin, time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(ring.Token, stopping);
        var givenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var watch = wait.Token.Register(() => givenUp.TrySetResult());
        while (true)
        {
            Task[] all = [call.Line, call.Ended, entry.HangUpAsked, givenUp.Task, _rang ? call.Ended : call.Ringing, _wasAnswered ? call.Ended : call.Answered];
            await Task.WhenAny(all);

            // The later is looked at first: what comes meanwhile finds the next turn, and nothing on the way there is left out.
            var (hasStream, hasEnded) = (call.Line.IsCompleted, call.Ended.IsCompleted);
            if (call.Ringing.IsCompleted && !_rang)
            {
                _rang = true;
                entry.Ringing();
            }

            if ((call.Answered.IsCompleted || hasStream) && !_wasAnswered)
            {
                _wasAnswered = true;
                entry.Answered();
                ring.CancelAfter(_streamPatience);
            }

            if (hasStream)
            {
                return null;
            }

            if (hasEnded)
            {
                return (await call.Ended).Ending(null, placed.Carrier);
            }

            if (entry.HangUpAsked.IsCompleted || givenUp.Task.IsCompleted)
            {
                return await GiveUpAsync(stopping.IsCancellationRequested ? GivenUp.Stopped : entry.HangUpAsked.IsCompleted ? GivenUp.Operator : GivenUp.RingTimeout);
            }
        }
    }

    private async Task<SipEnding> GiveUpAsync(GivenUp why)
    {
        if (await placed.EndAsync(_wasAnswered, CancellationToken.None) is { } end)
        {
            return end.Ending(why, placed.Carrier);
        }

        return new SipEnding(CallOutcome.Unknown, null, null, $"{placed.Carrier} has the call, and does not say how it ended.");
    }
}
