namespace Postrider.Channels;

/// <summary>How long an answer may take, the whole of it, and how large it may be.</summary>
public sealed record HttpLimits(TimeSpan Deadline, int LargestAnswer)
{
    public static HttpLimits Default { get; } = new(TimeSpan.FromSeconds(20), 1024 * 1024);
}
