using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postrider.Storage;

namespace Postrider.Audio;

/// <summary>Says a text once: the sound is kept for thirty days, and found by everything that it depends on.</summary>
public sealed class KeptSpeech(ISpeechEngine engine, ISpeechStore store, IContentStore content) : ISpeech
{
    /// <summary>More than a voice message of a minute holds, and the most that services take.</summary>
    public const int LongestText = 4096;

    public async Task<SpokenText> SayAsync(WorkspaceId workspace, string text, SpeechSettings settings, CancellationToken cancellationToken)
    {
        var voice = settings.Voice ?? engine.Voice;
        if (Objection(text, settings) is { } objection)
        {
            return SpokenText.Not(objection);
        }

        // Before the look: that a voice is not known must not depend on what is kept.
        if (engine.Objection(voice) is { } refusal)
        {
            return SpokenText.Not(refusal);
        }

        var hash = Hash(engine.Name, engine.Model, voice, settings.Speed.ToString("R", CultureInfo.InvariantCulture), text);
        if (await store.FindAsync(workspace, hash, cancellationToken) is { } kept && await content.ReadAsync(workspace, kept, cancellationToken) is { } known)
        {
            return SpokenText.From(known, engine.Name);
        }

        var spoken = await engine.SpeakAsync(text, voice, settings.Speed, cancellationToken);
        if (spoken.IsSpoken)
        {
            // Content that nothing names is young for an hour, so it cannot go between the two.
            await store.KeepAsync(workspace, hash, await content.PutAsync(workspace, spoken.Sound, cancellationToken), cancellationToken);
        }

        return spoken;
    }

    private static string? Objection(string text, SpeechSettings settings) =>
        string.IsNullOrWhiteSpace(text) ? "There is no text to say."
        : text.Length > LongestText ? $"The text has {text.Length} characters; {LongestText} can be said at once."
        : settings.Speed is >= SpeechSettings.Slowest and <= SpeechSettings.Fastest ? null
        : string.Create(CultureInfo.InvariantCulture, $"The speed must be a number from {SpeechSettings.Slowest} to {SpeechSettings.Fastest}.");

    /// <summary>Each part goes in with its length, so that no two lists of parts look the same.</summary>
    private static byte[] Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(size, bytes.Length);
            hash.AppendData(size);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
