using Postrider.Calls;
using Postrider.Storage;

namespace Postrider.Channels.Voice;

/// <summary>What every call has in common, whatever carries it: its texts are spoken and its agent's stream is opened before anybody is called, and once it is answered the agent talks.</summary>
internal sealed class CallTalks(SpokenLines lines, IContentStore content, NetworkPolicy network, VoiceOptions options, TimeProvider time)
{
    /// <summary>How long the texts of one script may take to be spoken.</summary>
    private static readonly TimeSpan _speaking = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan _keeping = TimeSpan.FromSeconds(30);

    /// <exception cref="UnspokenException">Something of it cannot be said.</exception>
    public async Task<SpokenScript> SpeakAsync(DriverJob job, CallPlan plan, ICallEntry entry, CancellationToken cancellationToken)
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

    /// <summary>Null: the scripts speak.</summary>
    /// <exception cref="StreamException">The agent is not reached.</exception>
    public async Task<StreamSocket?> OpenStreamAsync(CallPlan plan, CancellationToken cancellationToken) =>
        plan.StreamUrl is { } url ? await StreamSocket.OpenAsync(url, network, time, cancellationToken) : null;

    /// <summary>From the answer to the end, and until the recording is kept.</summary>
    public async Task<RunEnd> TalkAsync(DriverJob job, CallPlan plan, ICallEntry entry, SpokenScript script, StreamSocket? socket, ICallLine line, CancellationToken cancellationToken)
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
}
