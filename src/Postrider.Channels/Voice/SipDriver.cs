using System.Globalization;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Calls;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Sip.Calling;
using Postrider.Sip.Media;
using Postrider.Storage;

namespace Postrider.Channels.Voice;

/// <summary>Places calls through a SIP trunk. All that may fail or take long is done before anybody's telephone rings.</summary>
internal sealed class SipDriver(
    SipAgents agents, SpokenLines lines, ICallLog log, CallSettlement settlement, IContentStore content, NetworkPolicy network, VoiceOptions options, RtpClock clock, TimeProvider time) : IDriver
{
    // Somebody waits for the answer.
    private static readonly TimeSpan _patienceOfProbe = TimeSpan.FromSeconds(8);

    private readonly CallTalks _talks = new(lines, content, network, options, time);

    public AccountKind Kind => SipKind.Value;

    /// <summary>Registers where the account does, on a wire of its own, so that a registration which is kept elsewhere stays. Else nothing is sent: only a call shows whether the trunk takes it.</summary>
    public async Task<ProbeResult> ProbeAsync(DriverAccount account, CancellationToken cancellationToken)
    {
        if (!SipAccount.Registers(account))
        {
            return new ProbeResult(AccountStatus.Ok, null, SipAccount.Name(account));
        }

        using var patience = new CancellationTokenSource(_patienceOfProbe, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var agent = await SipAgent.OpenAsync(SipAccount.Trunk(account, network), time, either.Token);
            await using var registration = await agent.RegisterAsync(either.Token);
            return new ProbeResult(AccountStatus.Ok, null, SipAccount.Name(account));
        }
        catch (SipException exception)
        {
            return new ProbeResult(exception.Kind == CallEndKind.SignInRefused ? AccountStatus.Credentials : AccountStatus.Error, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(AccountStatus.Error, $"The trunk did not answer within {_patienceOfProbe.TotalSeconds:0} seconds.");
        }
    }

    public async Task<Outcome> PerformAsync(DriverJob job, CancellationToken cancellationToken)
    {
        if (job.Action != JobAction.Call || job.Body.Content.Call is not { } plan)
        {
            return new Outcome.Refused("A SIP trunk carries calls and nothing else.");
        }

        await using var entry = log.Open(job);
        try
        {
            var script = await _talks.SpeakAsync(job, plan, entry, cancellationToken);
            await using var socket = await _talks.OpenStreamAsync(plan, cancellationToken);
            await using var use = await agents.TakeAsync(job.Account, cancellationToken);
            var ports = new RtpOptions { FirstPort = options.FirstPort, LastPort = options.LastPort, Encrypt = SipAccount.Encrypts(job.Account) };
            await using var sound = RtpSession.Open(use.Agent.LocalAddress, clock, ports);
            return await PlaceAsync(job, plan, entry, script, socket, use.Agent, sound, cancellationToken);
        }
        catch (SipException exception)
        {
            return await entry.EndAsync(CallOutcome.Failed, null, exception.Code, $"The trunk was not reached: {exception.Message}");
        }
        catch (Exception exception) when (exception is UnspokenException or StreamException or IOException)
        {
            return await entry.EndAsync(CallOutcome.Failed, null, null, exception.Message);
        }
    }

    public Task<Finding> SettleAsync(DriverJob job, CancellationToken cancellationToken) => settlement.LookAsync(job, cancellationToken);

    private async Task<Outcome> PlaceAsync(
        DriverJob job, CallPlan plan, ICallEntry entry, SpokenScript script, StreamSocket? socket, SipAgent agent, RtpSession sound, CancellationToken cancellationToken)
    {
        if (entry.HangUpAsked.IsCompleted)
        {
            return await entry.EndAsync(CallOutcome.Canceled, CallEnder.Operator, null, null);
        }

        if (!job.MayCommit())
        {
            return new Outcome.Unreachable("This node no longer owns the attempt.");
        }

        entry.Dialing();
        var request = new SipCallRequest { To = RecipientAddress.Bare(job.Address), CallerId = plan.CallerId, CallerName = SipAccount.CallerName(job.Account) };
        await using var call = agent.Call(request, sound);
        var ringing = new SipRinging(call.Signals, () => call.HangUpAsync(null, CancellationToken.None), entry, time);
        if (await ringing.WaitAsync(TimeSpan.FromSeconds(plan.RingTimeoutSeconds), cancellationToken) is { } ending)
        {
            var outcome = await entry.EndAsync(ending.Outcome, ending.EndedBy, ending.Code, ending.Reason);
            return ending.IsSignIn ? outcome with { Trouble = new AccountTrouble(AccountStatus.Credentials, SignIn(ending)) } : outcome;
        }

        entry.Answered();
        var end = await _talks.TalkAsync(job, plan, entry, script, socket, new SipLine(call, sound, time), cancellationToken);
        TellLoss(sound, entry);
        return await entry.EndAsync(end.Outcome, end.EndedBy, 200, end.Reason ?? "OK");
    }

    private static void TellLoss(RtpSession sound, ICallEntry entry)
    {
        if (sound.Statistics is { PacketsReceived: > 0, Lost: var lost, PacketsReceived: var received } && lost > received / 20)
        {
            entry.Warn(string.Create(CultureInfo.InvariantCulture, $"Of what the far side sent, {100.0 * lost / (lost + received):0} % was lost on the way."));
        }
    }

    private static string SignIn(SipEnding ending) => string.Create(CultureInfo.InvariantCulture, $"The trunk wants another sign-in: {ending.Code} {ending.Reason}");
}
