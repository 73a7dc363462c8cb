using System.Collections.Concurrent;
using System.Security.Cryptography;
using Postrider.Audio;
using Postrider.Storage;
using Postrider.Testing.Sip;
using Postrider.Testing.Sound;

namespace Postrider.Testing.Voice;

/// <summary>A voice that says each text as a clip of its own, and a store in memory.</summary>
public sealed class SpokenClips : ISpeech, IAudioConverter, IContentStore
{
    private readonly ConcurrentDictionary<string, byte[]> _content = new();

    private readonly ConcurrentQueue<string> _spoken = new();

    /// <summary>The texts that were spoken anew.</summary>
    public IReadOnlyCollection<string> Spoken => _spoken;

    /// <summary>Why nothing can be said; null: it can.</summary>
    public string? Fault { get; set; }

    /// <summary>What a text sounds like.</summary>
    public static short[] Of(string text) => Synth.Speech(4, seed: text.Sum(letter => letter));

    public Task<SpokenText> SayAsync(WorkspaceId workspace, string text, SpeechSettings settings, CancellationToken cancellationToken)
    {
        _spoken.Enqueue(text);
        return Task.FromResult(Fault is { } fault ? SpokenText.Not(fault) : SpokenText.From(Clip.ToWav(Of(text)), "clips"));
    }

    public Task<AudioConversion> ToVoiceMessageAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken) => Task.FromResult(new AudioConversion(file, facts, Converted: false));

    public Task<AudioConversion> ToTelephoneAsync(ReadOnlyMemory<byte> file, AudioFacts facts, CancellationToken cancellationToken) => Task.FromResult(new AudioConversion(file, facts, Converted: false));

    public Task<byte[]> PutAsync(WorkspaceId workspace, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(data.Span);
        _content[Convert.ToHexString(hash)] = data.ToArray();
        return Task.FromResult(hash);
    }

    public async Task<byte[]> PutAsync(WorkspaceId workspace, Stream data, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await data.CopyToAsync(whole, cancellationToken);
        return await PutAsync(workspace, whole.ToArray(), cancellationToken);
    }

    public Task<bool> CopyAsync(WorkspaceId workspace, byte[] sha256, Stream target, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<byte[]?> ReadAsync(WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken) => Task.FromResult(_content.GetValueOrDefault(Convert.ToHexString(sha256)));
}
