using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Postrider.Audio;

namespace Postrider.Channels.Audio;

/// <summary>espeak-ng, which the machine may have. It gives WAV.</summary>
internal sealed partial class EspeakEngine(ProgramRunner programs, AudioOptions options, Func<string, string?>? find = null) : ISpeechEngine
{
    private const int WordsPerMinute = 175;
    private readonly Lazy<string?> _program = new(() => (find ?? ProgramPath.Find)("espeak-ng"));

    public string Name => "espeak-ng";

    public string Model => "";

    public string Voice => options.SpeechVoice ?? "en";

    /// <summary>A voice's name is also a path to espeak-ng, so no dot and no slash may be in it.</summary>
    public static bool IsVoice(string voice) => VoicePattern().IsMatch(voice);

    public string? Objection(string voice) =>
        _program.Value is null ? "No text can be said on this server: the operator must install espeak-ng, or set POSTRIDER_SPEECH_URL to a service that speaks."
        : IsVoice(voice) ? null
        : "No voice of espeak-ng is called so; they are called like en, en-us, de or de+f3.";

    public async Task<SpokenText> SpeakAsync(string text, string voice, double speed, CancellationToken cancellationToken)
    {
        if (Objection(voice) is { } objection)
        {
            return SpokenText.Not(objection);
        }

        var pace = Math.Round(WordsPerMinute * speed).ToString(CultureInfo.InvariantCulture);
        var ran = await programs.RunAsync(_program.Value!, ["--stdin", "--stdout", "-b", "1", "-v", voice, "-s", pace], Encoding.UTF8.GetBytes(Plain(text)), cancellationToken);
        return ran.Fault is { } fault ? SpokenText.Not(fault) : SpokenText.From(ran.Output, Name);
    }

    /// <summary>Two brackets would begin phonemes, and control characters change the voice.</summary>
    private static string Plain(string text) =>
        new string([.. text.Select(letter => char.IsControl(letter) && letter is not '\n' ? ' ' : letter)]).Replace("[[", "[ [", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z]{2,8}(-[a-z0-9]{1,12}){0,3}(\+[a-z0-9]{1,12})?\z")]
    private static partial Regex VoicePattern();
}
