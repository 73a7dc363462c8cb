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
    /// <summary>How long the texts of one script may take to be spoken.</summary>
    private static readonly TimeSpan _speaking = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan _keeping = TimeSpan.FromSeconds(30);

    // Somebody waits for the answer.
    private static readonly TimeSpan _patienceOfProbe = TimeSpan.FromSeconds(8);

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
            var script = await SpeakAsync(job, plan, entry, cancellationToken);
            await using var socket = plan.StreamUrl is { } url ? await StreamSocket.OpenAsync(url, network, time, cancellationToken) : null;
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

    private async Task<SpokenScript> SpeakAsync(DriverJob job, CallPlan plan, ICallEntry entry, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_speaking, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await lines.PrepareAsync(job.Job.Workspace, plan, job.Body.Metadata, entry.Warn, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnspokenException($"The texts of the script were not spoken within {_speaking.TotalSeconds:0} seconds.");
        }
    }

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
        var end = await TalkAsync(job, plan, entry, script, socket, new SipLine(call, sound, time), sound, cancellationToken);
        return await entry.EndAsync(end.Outcome, end.EndedBy, 200, end.Reason ?? "OK");
    }

    private async Task<RunEnd> TalkAsync(
        DriverJob job, CallPlan plan, ICallEntry entry, SpokenScript script, StreamSocket? socket, SipLine line, RtpSession sound, CancellationToken cancellationToken)
    {
        await using var recording = Record(plan, entry);
        var stream = socket is null ? null : new StreamRun(line, entry, socket, StreamParameters.Of(job, plan, entry.Warn), time);
        ITalk talk = stream is null ? new ScriptRun(line, entry, script.Steps, time) : stream;
        var hearing = new CallHearing(CallHearing.Options(plan), (heard, said) =>
        {
            recording?.Add(heard, said);
            stream?.Hear(heard, said);
        });
        line.Ear = hearing;
        var end = await new CallRun(line, hearing, entry, plan, script, time).RunAsync(talk, cancellationToken);
        line.Ear = null;
        if (sound.Statistics is { PacketsReceived: > 0, Lost: var lost, PacketsReceived: var received } && lost > received / 20)
        {
            entry.Warn(string.Create(CultureInfo.InvariantCulture, $"Of what the far side sent, {100.0 * lost / (lost + received):0} % was lost on the way."));
        }

        await KeepAsync(recording, job, entry);
        return end;
    }

    private Recording? Record(CallPlan plan, ICallEntry entry)
    {
        if (!plan.Record)
        {
            return null;
        }

        try
        {
            return Recording.Begin(options.ScratchFolder, TimeSpan.FromSeconds(plan.MaxDurationSeconds + 60), time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            entry.Warn($"The call is not recorded: {exception.Message}");
            return null;
        }
    }

    /// <summary>A recording that cannot be kept changes nothing about the call.</summary>
    private async Task KeepAsync(Recording? recording, DriverJob job, ICallEntry entry)
    {
        if (recording is null)
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(_keeping, time);
            if (await recording.KeepAsync(content, job.Job.Workspace, patience.Token) is { } sha256)
            {
                entry.Recorded(sha256);
            }

            if (recording.Fault is { } fault)
            {
                entry.Warn($"The recording is not whole: {fault}");
            }
        }
        catch (Exception exception)
        {
            entry.Warn($"The recording could not be kept: {exception.Message}");
        }
    }

    private static string SignIn(SipEnding ending) => string.Create(CultureInfo.InvariantCulture, $"The trunk wants another sign-in: {ending.Code} {ending.Reason}");
}
