using System.Globalization;
using System.Xml.Linq;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>Places calls at a carrier that speaks Twilio's REST API, and talks on them over its media streams.</summary>
internal sealed class TwilioDriver(
    TwilioCalls calls, SpokenLines lines, ICallLog log, CallSettlement settlement, IContentStore content, NetworkPolicy network, VoiceOptions options, TimeProvider time) : IDriver, IDisposable
{
    /// <summary>The carrier's own limit stands behind ours, for a node that dies.</summary>
    private const int Margin = 60;

    private const int LongestRing = 600;

    /// <summary>How long a call whose placing was not answered has to speak up.</summary>
    private static readonly TimeSpan _signOfLife = TimeSpan.FromSeconds(5);

    private readonly TwilioRest _rest = new(network, time);
    private readonly CallTalks _talks = new(lines, content, network, options, time);

    public AccountKind Kind => TwilioKind.Value;

    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        var twilio = TwilioAccount.Of(account);
        var answer = await _rest.FindAccountAsync(twilio, cancellationToken);
        return answer.IsSignIn ? new ProbeResult(AccountStatus.Credentials, $"{twilio.Carrier} refused the sign-in: {answer.Words ?? "the SID or the secret is wrong"}.")
            : !answer.IsGood ? new ProbeResult(AccountStatus.Error, answer.HasLeft || answer.HttpStatus != 0 ? answer.Detail(twilio.Carrier) : answer.Words)
            : answer.State is "suspended" or "closed" ? new ProbeResult(AccountStatus.Error, $"{twilio.Carrier} says that the account is {answer.State}.")
            : new ProbeResult(AccountStatus.Ok, null, answer.Title ?? twilio.Sid);
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (job.Action != JobAction.Call || job.Body.Content.Call is not { } plan)
        {
            return new Outcome.Refused("This account carries calls and nothing else.");
        }

        var account = TwilioAccount.Of(job.Account);
        await using var entry = log.Open(job);
        try
        {
            if ((account.Objection(network) ?? calls.Objection()) is { } objection)
            {
                return await entry.EndAsync(CallOutcome.Failed, null, null, objection);
            }

            var script = await _talks.SpeakAsync(job, plan, entry, cancellationToken);
            await using var socket = await _talks.OpenStreamAsync(plan, cancellationToken);
            await using var call = calls.Open(account);
            return await PlaceAsync(job, plan, entry, script, socket, account, call, cancellationToken);
        }
        catch (Exception exception) when (exception is UnspokenException or StreamException or IOException)
        {
            return await entry.EndAsync(CallOutcome.Failed, null, null, exception.Message);
        }
    }

    /// <summary>What was written down, else what the carrier says of it by now.</summary>
    public Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken) =>
        settlement.LookAsync(job, cancellationToken, sid => AskAsync(TwilioAccount.Of(job.Account), sid, cancellationToken));

    public void Dispose() => _rest.Dispose();

    private async Task<Finding> AskAsync(TwilioAccount account, string sid, CancellationToken cancellationToken)
    {
        var seen = await _rest.FindCallAsync(account, sid, cancellationToken);
        if (seen.HttpStatus == 404)
        {
            return new Finding.CannotTell($"{account.Carrier} knows no such call.");
        }

        if (!seen.IsGood || !TwilioEnd.IsFinal(seen.State))
        {
            return new Finding.NotNow(seen.IsGood ? $"{account.Carrier} says that the call is {seen.State}." : seen.Detail(account.Carrier));
        }

        if (seen.State == TwilioRest.Completed)
        {
            return new Finding.Present(new Delivery(CallEnding.Action, Status: CallOutcome.Completed));
        }

        var ending = new TwilioEnd(seen.State!, null).Ending(null, account.Carrier);
        return new Finding.Refused(ending.Reason ?? $"{account.Carrier} says: {seen.State}.", ending.Outcome);
    }

    private async Task<Outcome> PlaceAsync(
        DriverJob job, CallPlan plan, ICallEntry entry, SpokenScript script, StreamSocket? socket, TwilioAccount account, TwilioCall call, CancellationToken cancellationToken)
    {
        if (calls.Stopping.IsCancellationRequested)
        {
            // The engine is told a moment later; until then the call waits, and goes back.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        if (entry.HangUpAsked.IsCompleted)
        {
            return await entry.EndAsync(CallOutcome.Canceled, CallEnder.Operator, null, null);
        }

        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        entry.Dialing();

        // Once it has left it is not cut off: what it came to must be known.
        var answer = await _rest.PlaceAsync(account, Request(job, plan, account, call), CancellationToken.None);
        if (answer is { IsGood: true, Sid: { } named })
        {
            call.Knows(named);
        }
        else if (await EndUnplacedAsync(answer, entry, account, call) is { } ended)
        {
            return ended;
        }

        var sid = await call.Sid;
        entry.KnownAs(sid);
        var placed = new PlacedCall(_rest, account, call, sid, time);
        call.HangUp = placed.HangUpAsync;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, calls.Stopping);
        if (await new TwilioRinging(placed, entry, time).WaitAsync(TimeSpan.FromSeconds(plan.RingTimeoutSeconds), stopping.Token) is { } ending)
        {
            return await entry.EndAsync(ending.Outcome, ending.EndedBy, ending.Code, ending.Reason);
        }

        var end = await _talks.TalkAsync(job, plan, entry, script, socket, await call.Line, stopping.Token);
        var confirmed = await placed.ConfirmAsync(CancellationToken.None);
        if (confirmed is null)
        {
            entry.Warn($"{account.Carrier} did not confirm that the call has ended.");
        }

        return await entry.EndAsync(end.Outcome, end.EndedBy, confirmed?.SipCode ?? 200, end.Reason ?? "OK");
    }

    /// <summary>What a call came to that the carrier did not confirm; null: it was placed all the same, for it has spoken up.</summary>
    private async Task<Outcome?> EndUnplacedAsync(TwilioAnswer answer, ICallEntry entry, TwilioAccount account, TwilioCall call)
    {
        var words = answer.Detail(account.Carrier);
        if (!answer.HasLeft)
        {
            return await entry.EndAsync(CallOutcome.Failed, null, null, $"{account.Carrier} was not reached: {answer.Words}");
        }

        if (answer.HttpStatus is >= 300 and < 500)
        {
            var outcome = await entry.EndAsync(TwilioRefusal.Outcome(answer), null, null, words);
            return answer.IsSignIn ? outcome with { Trouble = new AccountTrouble(AccountStatus.Credentials, $"{account.Carrier} wants another sign-in: {answer.Words}") } : outcome;
        }

        try
        {
            await call.Sid.WaitAsync(_signOfLife, time);
            return null;
        }
        catch (TimeoutException)
        {
            return await entry.EndAsync(CallOutcome.Unknown, null, null, $"{words} It may have placed the call.");
        }
    }

    private static List<KeyValuePair<string, string>> Request(DriverJob job, CallPlan plan, TwilioAccount account, TwilioCall call)
    {
        var twiml = new XElement("Response", new XElement("Connect", new XElement("Stream", new XAttribute("url", call.MediaUrl))));
        return
        [
            new("To", RecipientAddress.Bare(job.Address)),
            new("From", plan.CallerId ?? account.From),
            new("Twiml", twiml.ToString(SaveOptions.DisableFormatting)),
            new("Timeout", Number(Math.Min(plan.RingTimeoutSeconds, LongestRing))),
            new("TimeLimit", Number(plan.MaxDurationSeconds + Margin)),
            new("StatusCallback", call.StatusUrl),
            new("StatusCallbackMethod", "POST"),
            new("StatusCallbackEvent", "initiated"),
            new("StatusCallbackEvent", "ringing"),
            new("StatusCallbackEvent", "answered"),
            new("StatusCallbackEvent", "completed"),
        ];

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
