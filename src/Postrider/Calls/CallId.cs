using System.Diagnostics.CodeAnalysis;

namespace Postrider.Calls;

/// <summary>What a call is named by outside: <c>call_</c> and its job's id.</summary>
public static class CallId
{
    private const string Prefix = "call_";

    public static string Of(Guid jobId) => $"{Prefix}{jobId:N}";

    /// <summary>False: nothing of ours is named so.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out Guid jobId)
    {
        jobId = default;
        return text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(Prefix.Length), "N", out jobId) && Of(jobId) == text;
    }
}
