using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Postrider.Audio;
using Postrider.Calls;
using Postrider.Sip.Sound;
using Postrider.Storage;

namespace Postrider.Channels.Voice;

/// <summary>Makes sound for telephones of all that a script may say, before anybody is called. What was made lately is kept in memory.</summary>
internal sealed class SpokenLines(ISpeech speech, IAudioConverter converter, IContentStore content) : IDisposable
{
    /// <summary>What whoever opts out by a digit is told where no step of the script has words for it.</summary>
    public const string Farewell = "You will not be called again. Goodbye.";

    private const long MostKept = 64 * 1024 * 1024;

    // The port says less at once than a text with long metadata may have.
    private const int LongestPiece = 2000;

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });

    private sealed record Sound(WorkspaceId Workspace, string? Voice, string What);

    /// <param name="warn">Told once of each thing that is not as the script wants it.</param>
    /// <exception cref="UnspokenException">Something of it cannot be said.</exception>
    public async Task<SpokenScript> PrepareAsync(WorkspaceId workspace, CallPlan plan, JsonElement? metadata, Action<string> warn, CancellationToken cancellationToken)
    {
        var warned = new HashSet<string>();
        var script = new Preparation(this, workspace, plan, metadata, text =>
        {
            if (warned.Add(text))
            {
                warn(text);
            }
        });
        return await script.RunAsync(cancellationToken);
    }

    public void Dispose() => _kept.Dispose();

    private async Task<ReadOnlyMemory<byte>> SpeakAsync(WorkspaceId workspace, string text, string? voice, CancellationToken cancellationToken)
    {
        var key = new Sound(workspace, voice, text);
        if (_kept.TryGetValue(key, out ReadOnlyMemory<byte> known))
        {
            return known;
        }

        using var whole = new MemoryStream();
        foreach (var piece in Pieces(text))
        {
            var spoken = await speech.SayAsync(workspace, piece, new SpeechSettings(voice), cancellationToken);
            whole.Write((spoken.IsSpoken ? await ConvertAsync(spoken.Sound, spoken.Facts, "What was spoken", cancellationToken) : throw new UnspokenException(spoken.Fault)).Span);
        }

        return Keep(key, whole.ToArray());
    }

    private async Task<ReadOnlyMemory<byte>> PlayAsync(WorkspaceId workspace, CallStep.Play play, CancellationToken cancellationToken)
    {
        var key = new Sound(workspace, null, $"\0{play.Sha256}");
        if (_kept.TryGetValue(key, out ReadOnlyMemory<byte> known))
        {
            return known;
        }

        var file = await content.ReadAsync(workspace, Hash(play), cancellationToken) ?? throw new UnspokenException($"The recording {play.FileName} is not there any more.");
        var seen = AudioFile.Inspect(file);
        return seen.IsSound
            ? Keep(key, await ConvertAsync(file, seen.Facts, $"The recording {play.FileName}", cancellationToken))
            : throw new UnspokenException($"The recording {play.FileName} cannot be played: {seen.Fault.Sentence}");
    }

    private async Task<ReadOnlyMemory<byte>> ConvertAsync(ReadOnlyMemory<byte> file, AudioFacts facts, string what, CancellationToken cancellationToken)
    {
        if (facts.Format != AudioFormat.Wav)
        {
            var made = await converter.ToTelephoneAsync(file, facts, cancellationToken);
            file = made.Converted ? made.File : throw new UnspokenException($"{what} is no WAV file and could not be made one: {made.Fault ?? "this server has no ffmpeg."}");
        }

        var sound = WavSound.Read(file.Span);
        return sound.IsSound ? sound.ULaw : throw new UnspokenException($"{what} cannot be said on a call: {sound.Fault}");
    }

    private ReadOnlyMemory<byte> Keep(Sound key, ReadOnlyMemory<byte> sound) => _kept.Set(key, sound, new MemoryCacheEntryOptions { Size = sound.Length + (2 * key.What.Length) });

    private static byte[] Hash(CallStep.Play play)
    {
        try
        {
            return Convert.FromHexString(play.Sha256);
        }
        catch (FormatException)
        {
            throw new UnspokenException($"The recording {play.FileName} has no hash that could be read.");
        }
    }

    /// <summary>Cut where a sentence ends, else between two words.</summary>
    internal static IEnumerable<string> Pieces(string text)
    {
        while (text.Length > LongestPiece)
        {
            var head = text.AsSpan(0, LongestPiece);
            var end = head.LastIndexOfAny(".!?") is > 0 and var sentence ? sentence + 1 : head.LastIndexOf(' ') is > 0 and var word ? word : LongestPiece;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        if (text.Length > 0)
        {
            yield return text;
        }
    }

    /// <summary>One script on its way to sound.</summary>
    private sealed class Preparation(SpokenLines lines, WorkspaceId workspace, CallPlan plan, JsonElement? metadata, Action<string> warn)
    {
        private SpokenLine? _farewell;

        public async Task<SpokenScript> RunAsync(CancellationToken cancellationToken)
        {
            // Somebody else's agent greets for itself; only what is left on machines is ours to say then.
            var speaks = plan.StreamUrl is null;
            var steps = speaks ? await StepsAsync([new CallStep.Say(plan.Greeting), .. plan.Steps], cancellationToken) : [];
            var voicemail = plan.Voicemail == VoicemailAction.LeaveMessage ? await LineAsync(plan.VoicemailMessage ?? plan.Greeting, cancellationToken) : null;
            var farewell = plan.OptOutDigit is null || !speaks ? null : _farewell ?? await LineAsync(Farewell, cancellationToken);
            return new SpokenScript(steps, voicemail, farewell);
        }

        private async Task<IReadOnlyList<SpokenStep>> StepsAsync(IReadOnlyList<CallStep> steps, CancellationToken cancellationToken)
        {
            var spoken = new List<SpokenStep>();
            foreach (var step in steps)
            {
                if (await StepAsync(step, cancellationToken) is { } done)
                {
                    spoken.Add(done);
                }
            }

            return spoken;
        }

        private async Task<SpokenStep?> StepAsync(CallStep step, CancellationToken cancellationToken)
        {
            switch (step)
            {
                case CallStep.Say say:
                    return await LineAsync(say.Text, cancellationToken) is { } line ? new SpokenStep.Say(line) : null;
                case CallStep.Play play:
                    return new SpokenStep.Say(new SpokenLine($"[recording {play.FileName}]", await lines.PlayAsync(workspace, play, cancellationToken)));
                case CallStep.Pause pause:
                    return new SpokenStep.Pause(TimeSpan.FromSeconds(pause.Seconds));
                case CallStep.Choose choose:
                    return await ChooseAsync(choose, cancellationToken);
                case CallStep.OptOut optOut:
                    var farewell = await LineAsync(optOut.Text, cancellationToken);
                    _farewell ??= farewell;
                    return new SpokenStep.OptOut(farewell);
                default:
                    return new SpokenStep.HangUp();
            }
        }

        private async Task<SpokenStep> ChooseAsync(CallStep.Choose choose, CancellationToken cancellationToken)
        {
            var prompt = await LineAsync(choose.Prompt, cancellationToken);
            var digits = new Dictionary<string, IReadOnlyList<SpokenStep>>();
            foreach (var (digit, branch) in choose.Digits)
            {
                digits[digit] = await StepsAsync(branch, cancellationToken);
            }

            return new SpokenStep.Choose(prompt, TimeSpan.FromSeconds(choose.Seconds), digits, await StepsAsync(choose.Otherwise, cancellationToken));
        }

        /// <summary>Null: once its placeholders were filled, nothing is left to say.</summary>
        private async Task<SpokenLine?> LineAsync(string? text, CancellationToken cancellationToken)
        {
            var filled = text is null ? "" : ScriptText.Fill(text, metadata, warn).Trim();
            return filled.Length == 0 ? null : new SpokenLine(filled, await lines.SpeakAsync(workspace, filled, plan.Voice, cancellationToken));
        }
    }
}
