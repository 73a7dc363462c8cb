using System.Security.Cryptography;
using Postrider.Audio;
using Postrider.Storage;
using Xunit;

namespace Postrider.Tests.Audio;

public sealed class KeptSpeechTests
{
    private static readonly WorkspaceId _workspace = new(1);
    private readonly ScriptedEngine _engine = new();
    private readonly MemoryStore _store = new();

    private KeptSpeech Speech => new(_engine, _store, _store);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_said_once()
    {
        var first = await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);
        var second = await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);
        Assert.True(first.IsSpoken);
        Assert.Equal(1, first.Facts.Length.TotalSeconds);
        Assert.Equal(first.Sound.ToArray(), second.Sound.ToArray());
        Assert.Equal(["Hello/en/1"], _engine.Said);
    }

    [Fact]
    public async Task Whatever_the_sound_depends_on_is_part_of_what_it_is_found_by()
    {
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);
        await Speech.SayAsync(_workspace, "Hello!", new SpeechSettings(), Cancellation);
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings("de"), Cancellation);
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(Speed: 1.5), Cancellation);
        await Speech.SayAsync(new WorkspaceId(2), "Hello", new SpeechSettings(), Cancellation);
        _engine.Model = "other";
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);
        _engine.Name = "another";
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);

        // The same letters in other places.
        _engine.Name = "anothero";
        _engine.Model = "ther";
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);
        Assert.Equal(8, _engine.Said.Count);
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings("en"), Cancellation);
        Assert.Equal(8, _engine.Said.Count);
    }

    [Fact]
    public async Task What_was_swept_away_is_said_again()
    {
        await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation);
        _store.Contents.Clear();
        Assert.True((await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation)).IsSpoken);
        Assert.Equal(2, _engine.Said.Count);
        Assert.Single(_store.Contents);
    }

    [Fact]
    public async Task A_fault_is_not_kept()
    {
        _engine.Answer = [1, 2, 3];
        Assert.Contains("no sound", (await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation)).Fault, StringComparison.Ordinal);
        _engine.Answer = Wav.File(1);
        Assert.True((await Speech.SayAsync(_workspace, "Hello", new SpeechSettings(), Cancellation)).IsSpoken);
    }

    [Theory]
    [InlineData("", 1, "no text")]
    [InlineData(" \n", 1, "no text")]
    [InlineData("Hello", 0.4, "speed")]
    [InlineData("Hello", double.NaN, "speed")]
    public async Task What_cannot_be_said_never_reaches_the_engine(string text, double speed, string named)
    {
        Assert.Contains(named, (await Speech.SayAsync(_workspace, text, new SpeechSettings(Speed: speed), Cancellation)).Fault, StringComparison.Ordinal);
        Assert.Contains("4096", (await Speech.SayAsync(_workspace, new string('a', KeptSpeech.LongestText + 1), new SpeechSettings(), Cancellation)).Fault, StringComparison.Ordinal);
        Assert.Equal("no such voice", (await Speech.SayAsync(_workspace, "Hello", new SpeechSettings("unknown"), Cancellation)).Fault);
        Assert.Empty(_engine.Said);
    }

    private sealed class ScriptedEngine : ISpeechEngine
    {
        public List<string> Said { get; } = [];

        public byte[] Answer { get; set; } = Wav.File(1);

        public string Name { get; set; } = "scripted";

        public string Model { get; set; } = "";

        public string Voice => "en";

        public string? Objection(string voice) => voice == "unknown" ? "no such voice" : null;

        public Task<SpokenText> SpeakAsync(string text, string voice, double speed, CancellationToken cancellationToken)
        {
            Said.Add($"{text}/{voice}/{speed}");
            return Task.FromResult(SpokenText.From(Answer, Name));
        }
    }

    private sealed class MemoryStore : ISpeechStore, IContentStore
    {
        private readonly Dictionary<(WorkspaceId, string), byte[]> _texts = [];

        public Dictionary<(WorkspaceId, string), byte[]> Contents { get; } = [];

        public Task<byte[]?> FindAsync(WorkspaceId workspace, byte[] textHash, CancellationToken cancellationToken) =>
            Task.FromResult(_texts.GetValueOrDefault((workspace, Convert.ToHexString(textHash))));

        public Task KeepAsync(WorkspaceId workspace, byte[] textHash, byte[] sha256, CancellationToken cancellationToken)
        {
            _texts[(workspace, Convert.ToHexString(textHash))] = sha256;
            return Task.CompletedTask;
        }

        public Task<byte[]> PutAsync(WorkspaceId workspace, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            var hash = SHA256.HashData(data.Span);
            Contents[(workspace, Convert.ToHexString(hash))] = data.ToArray();
            return Task.FromResult(hash);
        }

        public Task<byte[]?> ReadAsync(WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken) =>
            Task.FromResult(Contents.GetValueOrDefault((workspace, Convert.ToHexString(sha256))));

        public Task<byte[]> PutAsync(WorkspaceId workspace, Stream data, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CopyAsync(WorkspaceId workspace, byte[] sha256, Stream target, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
