using System.Threading.Channels;
using Postrider.Calls;
using Answerer = Postrider.Sip.Listening.Answerer;

namespace Postrider.Channels.Voice;

/// <summary>An answered call from the answer to its end: finds out who answered where that matters, lets the agent talk, and hangs up when something ends the call first.</summary>
internal sealed class CallRun(ICallLine line, CallHearing hearing, ICallEntry entry, CallPlan plan, SpokenScript script, TimeProvider time)
{
    /// <summary>What was sent last still has to arrive and be played.</summary>
    private static readonly TimeSpan _lastWords = TimeSpan.FromMilliseconds(200);

    /// <summary>Between a machine's beep and our message.</summary>
    private static readonly TimeSpan _afterBeep = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    private readonly Channel<char> _digits = System.Threading.Channels.Channel.CreateUnbounded<char>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    /// <summary>What the call comes to if something ends it now.</summary>
    private string _outcome = CallOutcome.Completed;

    private Task _optingOut = Task.CompletedTask;

    /// <summary>Without any sound for so long after the answer, none will come.</summary>
    public static TimeSpan LongestDeafAtFirst { get; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long without sound the far side is gone. Telephones that send nothing in pauses pause for less.</summary>
    public static TimeSpan LongestDeaf { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Ends with the call; nothing that it began goes on after that.</summary>
    public async Task<RunEnd> RunAsync(ITalk talk, CancellationToken stopping)
    {
        using var over = new CancellationTokenSource();
        Task<RunEnd>[] ends =
        [
            GoneAsync(over.Token),
            OperatorAsync(over.Token),
            StoppedAsync(stopping, over.Token),
            SilenceAsync(over.Token),
            LimitAsync(over.Token),
            DeafAsync(over.Token),
            MainAsync(talk, over.Token),
        ];
        var first = await Task.WhenAny(ends);
        entry.HungUp();
        over.Cancel();
        var hangingUp = HangUpAsync();

        // Also whoever reads digits, who may have one in hand: what it means is written before the call's end is.
        await Task.WhenAll([.. ends, _optingOut]).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        // Who presses the digit and hangs up at once has opted out all the same.
        while (hearing.Digits.TryRead(out var digit))
        {
            Take(digit);
        }

        await hangingUp;
        return await first;
    }

    private async Task HangUpAsync()
    {
        if (!line.Ended.IsCompleted)
        {
            line.Hush();
            await line.HangUpAsync(CancellationToken.None);
        }
    }

    private async Task<RunEnd> GoneAsync(CancellationToken over)
    {
        var gone = await line.Ended.WaitAsync(over);
        if (!gone.IsLost)
        {
            return new RunEnd(_outcome, CallEnder.Callee, gone.Reason);
        }

        entry.Warn($"The call was lost: {gone.Reason ?? "the far side vanished"}.");
        return new RunEnd(hearing.WasHeard ? _outcome : CallOutcome.Failed, null, gone.Reason);
    }

    private async Task<RunEnd> OperatorAsync(CancellationToken over)
    {
        await entry.HangUpAsked.WaitAsync(over);
        return new RunEnd(_outcome, CallEnder.Operator);
    }

    private async Task<RunEnd> StoppedAsync(CancellationToken stopping, CancellationToken over)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var watch = stopping.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(over);
        entry.Warn("The call was hung up because the server was stopped.");
        return new RunEnd(_outcome, CallEnder.Operator, "The server was stopped.");
    }

    private async Task<RunEnd> SilenceAsync(CancellationToken over)
    {
        await hearing.Silent.WaitAsync(over);
        return new RunEnd(CallOutcome.Silence, CallEnder.Limit);
    }

    private async Task<RunEnd> LimitAsync(CancellationToken over)
    {
        await Task.Delay(TimeSpan.FromSeconds(plan.MaxDurationSeconds), time, over);
        return new RunEnd(_outcome, CallEnder.Limit);
    }

    private async Task<RunEnd> DeafAsync(CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(_look, time, over);
            var deafness = line.Deafness;
            if (!hearing.WasHeard && deafness >= LongestDeafAtFirst)
            {
                return new RunEnd(CallOutcome.Failed, null, $"No sound came within {LongestDeafAtFirst.TotalSeconds:0} seconds of the answer; a firewall or NAT may keep it.");
            }

            if (deafness >= LongestDeaf)
            {
                var words = $"No sound came for {LongestDeaf.TotalSeconds:0} seconds, so the call was taken for lost.";
                entry.Warn(words);
                return new RunEnd(_outcome, null, words);
            }
        }
    }

    /// <summary>The talk, unless the callee opts out meanwhile.</summary>
    private async Task<RunEnd> MainAsync(ITalk talk, CancellationToken over)
    {
        _optingOut = OptingOutAsync(over);
        if (await UnlessAsync(_optingOut, token => BeginAsync(talk, token), over) is not { } end)
        {
            line.Hush();
            await SayAsync(script.Farewell, over);
            end = new RunEnd(CallOutcome.Completed, CallEnder.Agent);
        }

        if (end.EndedBy == CallEnder.Agent)
        {
            await line.WhenSaidAsync(over);
            await Task.Delay(_lastWords, time, over);
        }

        return end;
    }

    private async Task OptingOutAsync(CancellationToken over)
    {
        await foreach (var digit in hearing.Digits.ReadAllAsync(over))
        {
            if (Take(digit))
            {
                return;
            }

            _digits.Writer.TryWrite(digit);
        }
    }

    /// <summary>True: the digit opts the callee out, and that is written down.</summary>
    private bool Take(char digit)
    {
        entry.Pressed(digit);
        if (plan.OptOutDigit is not [var wanted] || wanted != digit)
        {
            return false;
        }

        entry.OptedOut();
        return true;
    }

    private async Task<RunEnd> BeginAsync(ITalk talk, CancellationToken cancellationToken)
    {
        if (plan.Voicemail == VoicemailAction.Continue)
        {
            entry.AnsweredBy(Calls.Answerer.Unknown);
            return await talk.TalkAsync(_digits.Reader, cancellationToken);
        }

        var answerer = await hearing.Answerer.WaitAsync(cancellationToken);
        if (answerer != Answerer.Machine)
        {
            entry.AnsweredBy(answerer == Answerer.Human ? Calls.Answerer.Human : Calls.Answerer.Unknown);
            if (await UnlessAsync(hearing.Machine, token => talk.TalkAsync(_digits.Reader, token), cancellationToken) is { } end)
            {
                return end;
            }

            line.Hush();
        }

        return await MeetMachineAsync(cancellationToken);
    }

    private async Task<RunEnd> MeetMachineAsync(CancellationToken cancellationToken)
    {
        entry.AnsweredBy(Calls.Answerer.Machine);
        _outcome = CallOutcome.Voicemail;
        if (plan.Voicemail == VoicemailAction.LeaveMessage && script.Voicemail is { } message)
        {
            await hearing.MessageOver.WaitAsync(cancellationToken);
            await Task.Delay(_afterBeep, time, cancellationToken);
            await SayAsync(message, cancellationToken);
            _outcome = CallOutcome.VoicemailLeft;
        }

        return new RunEnd(_outcome, CallEnder.Agent);
    }

    private Task SayAsync(SpokenLine? said, CancellationToken cancellationToken) => said is null ? Task.CompletedTask : line.SayAsync(said, entry, cancellationToken);

    /// <summary>Does the work unless the other comes first; null: it did, and the work was cut off.</summary>
    private static async Task<RunEnd?> UnlessAsync(Task other, Func<CancellationToken, Task<RunEnd>> work, CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(cut.Token);
        if (await Task.WhenAny(working, other.WaitAsync(cut.Token)) == working)
        {
            cut.Cancel();
            return await working;
        }

        // Awaited even if the whole call is over: the work still takes its leave (a stream says stop), and its socket is closed after it.
        cut.Cancel();
        try
        {
            await working;
        }
        catch (OperationCanceledException)
        {
            // It was cut off, as it should be.
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }
}
