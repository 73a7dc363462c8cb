namespace Postrider.Channels.Voice.Twilio;

/// <summary>A call that the carrier has: how it is ended, and how its end is made sure of.</summary>
internal sealed class PlacedCall(TwilioRest rest, TwilioAccount account, TwilioCall call, string sid, TimeProvider time)
{
    /// <summary>The carrier tells an end by itself; after this it is asked.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(4);

    public string Carrier => account.Carrier;

    public TwilioCall Call => call;

    /// <summary>Ends it, in whatever state it is; null: nobody knows whether it has ended.</summary>
    /// <param name="wasAnswered">As far as is known here.</param>
    /// <param name="cancellationToken">It is not waited for any longer.</param>
    public async Task<TwilioEnd?> EndAsync(bool wasAnswered, CancellationToken cancellationToken)
    {
        await rest.EndAsync(account, sid, wasAnswered ? TwilioRest.Completed : TwilioRest.Canceled, cancellationToken);
        var (end, isOn) = await LookAsync(cancellationToken);
        if (end is null && isOn && !wasAnswered)
        {
            // Somebody answered just then: what is canceled must still ring.
            await rest.EndAsync(account, sid, TwilioRest.Completed, cancellationToken);
            (end, _) = await LookAsync(cancellationToken);
        }

        return end;
    }

    /// <summary>The end of a call that should be over. Null: it could not be learnt.</summary>
    public async Task<TwilioEnd?> ConfirmAsync(CancellationToken cancellationToken)
    {
        var (end, isOn) = await LookAsync(cancellationToken);
        return end is null && isOn ? await EndAsync(wasAnswered: true, cancellationToken) : end;
    }

    /// <summary>Tells the carrier to hang up, without waiting for the end.</summary>
    public Task HangUpAsync(CancellationToken cancellationToken) => rest.EndAsync(account, sid, TwilioRest.Completed, cancellationToken);

    private async Task<(TwilioEnd? End, bool IsOn)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await call.Ended.WaitAsync(_patience, time, cancellationToken), false);
        }
        catch (TimeoutException)
        {
            var seen = await rest.FindCallAsync(account, sid, cancellationToken);
            return (TwilioEnd.IsFinal(seen.State) ? new TwilioEnd(seen.State!, null) : null, seen.IsGood);
        }
        catch (OperationCanceledException)
        {
            return (null, false);
        }
    }
}
