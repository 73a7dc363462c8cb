using System.Threading.Channels;
using Postrider.Calls;

namespace Postrider.Channels.Voice;

/// <summary>Walks through a script, step by step. A line enters the transcript when it begins to be said.</summary>
internal sealed class ScriptRun(ICallLine line, ICallEntry entry, IReadOnlyList<SpokenStep> steps, TimeProvider time) : ITalk
{
    public async Task<RunEnd> TalkAsync(ChannelReader<char> digits, CancellationToken cancellationToken)
    {
        await WalkAsync(steps, digits, cancellationToken);
        return new RunEnd(CallOutcome.Completed, CallEnder.Agent);
    }

    /// <summary>False: a step ended the call.</summary>
    private async Task<bool> WalkAsync(IReadOnlyList<SpokenStep> walk, ChannelReader<char> digits, CancellationToken cancellationToken)
    {
        foreach (var step in walk)
        {
            switch (step)
            {
                case SpokenStep.Say say:
                    await SayAsync(say.Line, cancellationToken);
                    break;
                case SpokenStep.Pause pause:
                    await Task.Delay(pause.Length, time, cancellationToken);
                    break;
                case SpokenStep.Choose choose:
                    if (!await WalkAsync(await ChooseAsync(choose, digits, cancellationToken), digits, cancellationToken))
                    {
                        return false;
                    }

                    break;
                case SpokenStep.OptOut optOut:
                    entry.OptedOut();
                    await SayAsync(optOut.Line, cancellationToken);
                    return false;
                default:
                    return false;
            }
        }

        return true;
    }

    private Task SayAsync(SpokenLine? said, CancellationToken cancellationToken) => said is null ? Task.CompletedTask : line.SayAsync(said, entry, cancellationToken);

    /// <summary>Digits count from the prompt's beginning on, and one hushes it: who knows the menu need not hear it out.</summary>
    private async Task<IReadOnlyList<SpokenStep>> ChooseAsync(SpokenStep.Choose choose, ChannelReader<char> digits, CancellationToken cancellationToken)
    {
        while (digits.TryRead(out _))
        {
        }

        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pressed = digits.ReadAsync(wait.Token).AsTask();
        await Task.WhenAny(pressed, WaitAsync(choose, wait.Token));
        wait.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
        if (!pressed.IsCompletedSuccessfully)
        {
            return choose.Otherwise;
        }

        line.Hush();
        return choose.Digits.GetValueOrDefault((await pressed).ToString()) ?? choose.Otherwise;
    }

    private async Task WaitAsync(SpokenStep.Choose choose, CancellationToken cancellationToken)
    {
        await SayAsync(choose.Prompt, cancellationToken);
        await Task.Delay(choose.Patience, time, cancellationToken);
    }
}
