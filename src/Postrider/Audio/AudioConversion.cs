namespace Postrider.Audio;

/// <summary>What became of a file that was to be a voice message.</summary>
/// <param name="File">The voice message, or with <paramref name="Converted"/> false the file as it came.</param>
/// <param name="Facts">Of <paramref name="File"/>. Only of a converted one is the length certain: it was played to the end.</param>
/// <param name="Fault">Why it could not be converted, for people; null where it was, and where the machine has no converter.</param>
public sealed record AudioConversion(ReadOnlyMemory<byte> File, AudioFacts Facts, bool Converted, string? Fault = null)
{
    /// <summary>Whether a network that takes voice messages will know what it is.</summary>
    public bool IsCommon => Facts.Format is AudioFormat.Mp4 or AudioFormat.Mp3;
}
