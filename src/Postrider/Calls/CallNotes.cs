namespace Postrider.Calls;

/// <summary>What is noted of a call, within bounds: a far side that talks for ever fills no store.</summary>
internal static class CallNotes
{
    private const int MostLines = 1000;
    private const int MostDigits = 1000;
    private const int MostWarnings = 50;
    private const int LongestLine = 8000;
    private const int LongestWords = 500;
    private const int LongestTranscript = 256 * 1024;

    public static CallRecord Said(CallRecord record, string who, DateTimeOffset now, string text)
    {
        if (record.Transcript.Count >= MostLines || record.Transcript.Sum(line => line.Text.Length) >= LongestTranscript)
        {
            return Warned(record, "More was said than is written down.");
        }

        var at = record.AnsweredAt is { } answered ? Math.Round((now - answered).TotalSeconds, 3) : 0;
        return record with { Transcript = [.. record.Transcript, new TranscriptLine(who, at, Clean(text, LongestLine))] };
    }

    public static CallRecord Pressed(CallRecord record, char digit) =>
        record.Digits.Length < MostDigits && char.IsAscii(digit) && !char.IsControl(digit) ? record with { Digits = record.Digits + digit } : record;

    /// <summary>Each once.</summary>
    public static CallRecord Warned(CallRecord record, string text)
    {
        var words = Clean(text, LongestWords);
        return record.Warnings.Count >= MostWarnings || record.Warnings.Contains(words) ? record : record with { Warnings = [.. record.Warnings, words] };
    }

    public static string? Words(string? text) => text is null ? null : Clean(text, LongestWords);

    /// <summary>Of surrogates only pairs are kept: what is said may have any letter.</summary>
    private static string Clean(string text, int longest)
    {
        var kept = text.Length > longest ? text[..longest] : text;
        return string.Create(kept.Length, kept, (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                var isPair = (char.IsHighSurrogate(source[i]) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1])) || (char.IsLowSurrogate(source[i]) && i > 0 && char.IsHighSurrogate(source[i - 1]));
                target[i] = char.IsControl(source[i]) || (char.IsSurrogate(source[i]) && !isPair) ? ' ' : source[i];
            }
        });
    }
}
