using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>What the far side said about an end, in its own words.</summary>
internal static class FarWords
{
    private const int Longest = 300;

    /// <summary>The reason phrase, then what Reason and Warning headers add to it.</summary>
    public static string? Of(SipMessage message)
    {
        var words = new List<string>();
        Add(words, (message as SipResponse)?.Reason);
        foreach (var reason in message.Headers.Values(HeaderName.Reason).Take(4))
        {
            var semicolon = reason.IndexOf(';', StringComparison.Ordinal);
            var parameters = ParameterList.Parse(semicolon < 0 ? "" : reason.AsSpan(semicolon + 1));
            Add(words, parameters["text"] is { Length: > 0 } text ? text : parameters["cause"] is { Length: > 0 } cause ? $"{reason[..semicolon].Trim()} {cause}" : null);
        }

        foreach (var warning in message.Headers.Values(HeaderName.Warning).Take(4))
        {
            var quote = warning.IndexOf('"', StringComparison.Ordinal);
            Add(words, quote < 0 ? null : ParameterList.Unquote(warning.AsSpan(quote)));
        }

        var all = string.Join("; ", words);
        return all.Length == 0 ? null : all.Length > Longest ? all[..Longest] : all;
    }

    private static void Add(List<string> words, string? more)
    {
        if (!string.IsNullOrWhiteSpace(more) && !words.Contains(more, StringComparer.OrdinalIgnoreCase))
        {
            words.Add(more);
        }
    }
}
