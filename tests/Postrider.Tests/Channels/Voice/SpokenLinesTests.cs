using System.Text.Json;
using Postrider.Calls;
using Postrider.Channels.Voice;
using Postrider.Testing.Sip;
using Postrider.Testing.Voice;
using Xunit;

namespace Postrider.Tests.Channels.Voice;

public sealed class SpokenLinesTests : IDisposable
{
    private static readonly WorkspaceId _workspace = new(1);
    private readonly SpokenClips _clips = new();
    private readonly SpokenLines _lines;
    private readonly List<string> _warnings = [];

    public SpokenLinesTests() => _lines = new SpokenLines(_clips, _clips, _clips);

    public void Dispose() => _lines.Dispose();

    [Fact]
    public async Task Placeholders_are_filled_before_anything_is_spoken()
    {
        var script = await PrepareAsync(TalkedCall.Plan with { Greeting = "Hello {{name}}", Steps = [new CallStep.Say("{{missing}}"), new CallStep.Say("{{missing}} too")] }, """{"name":"Alex"}""");
        Assert.Equal(["Hello Alex", "too"], script.Steps.Cast<SpokenStep.Say>().Select(say => say.Line.Text));
        Assert.Equal(["Hello Alex", "too"], _clips.Spoken);
        Assert.Single(_warnings);
        Assert.Equal(SpokenClips.Of("Hello Alex").Length, ((SpokenStep.Say)script.Steps[0]).Line.Sound.Length);
    }

    [Fact]
    public async Task Same_words_are_spoken_once_on_a_node()
    {
        await PrepareAsync(TalkedCall.Plan with { Steps = [new CallStep.Say("Hello")] });
        await PrepareAsync(TalkedCall.Plan);
        Assert.Equal(["Hello"], _clips.Spoken);
        await PrepareAsync(TalkedCall.Plan with { Voice = "de" });
        Assert.Equal(["Hello", "Hello"], _clips.Spoken);
    }

    [Fact]
    public async Task Text_that_cannot_be_spoken_says_why()
    {
        _clips.Fault = "No text can be said on this server.";
        var fault = await Assert.ThrowsAsync<UnspokenException>(() => PrepareAsync(TalkedCall.Plan));
        Assert.Equal("No text can be said on this server.", fault.Message);
    }

    [Fact]
    public async Task Recording_is_read_from_the_store_and_missing_ones_are_named()
    {
        var sound = Clip.Tone(440, 0.5);
        var sha256 = Convert.ToHexString(await _clips.PutAsync(_workspace, (ReadOnlyMemory<byte>)Clip.ToWav(sound), CancellationToken.None));
        var script = await PrepareAsync(TalkedCall.Plan with { Steps = [new CallStep.Play(sha256, "intro.wav")] });
        var played = Assert.IsType<SpokenStep.Say>(script.Steps[1]).Line;
        Assert.Equal(("[recording intro.wav]", sound.Length), (played.Text, played.Sound.Length));
        var fault = await Assert.ThrowsAsync<UnspokenException>(() => PrepareAsync(TalkedCall.Plan with { Steps = [new CallStep.Play(new string('0', 64), "gone.wav")] }));
        Assert.Contains("gone.wav", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnspokenException>(() => PrepareAsync(TalkedCall.Plan with { Steps = [new CallStep.Play("no hash", "odd.wav")] }));
    }

    [Fact]
    public async Task Every_branch_and_all_last_words_are_ready()
    {
        var menu = new CallStep.Choose("Menu", 5, new Dictionary<string, IReadOnlyList<CallStep>> { ["1"] = [new CallStep.OptOut("Gone for good")] }, [new CallStep.HangUp()]);
        var script = await PrepareAsync(TalkedCall.Plan with { Steps = [menu], OptOutDigit = "9", Voicemail = VoicemailAction.LeaveMessage });
        var choose = Assert.IsType<SpokenStep.Choose>(script.Steps[1]);
        Assert.Equal("Gone for good", Assert.IsType<SpokenStep.OptOut>(choose.Digits["1"].Single()).Line!.Text);
        Assert.IsType<SpokenStep.HangUp>(choose.Otherwise.Single());
        Assert.Equal(("Gone for good", "Hello"), (script.Farewell!.Text, script.Voicemail!.Text));
        Assert.Equal(SpokenLines.Farewell, (await PrepareAsync(TalkedCall.Plan with { OptOutDigit = "9" })).Farewell!.Text);
    }

    [Fact]
    public async Task Agents_of_others_need_no_voice()
    {
        _clips.Fault = "No text can be said on this server.";
        var script = await PrepareAsync(TalkedCall.Plan with { StreamUrl = "wss://agent.example.com", OptOutDigit = "9" });
        Assert.Equal((0, null, null), (script.Steps.Count, script.Voicemail, script.Farewell));
    }

    [Fact]
    public void Long_texts_are_cut_between_sentences()
    {
        var sentence = string.Concat(Enumerable.Repeat("word ", 100)) + "end. ";
        var pieces = SpokenLines.Pieces(string.Concat(Enumerable.Repeat(sentence, 9)).Trim()).ToList();
        Assert.All(pieces, piece => Assert.EndsWith("end.", piece, StringComparison.Ordinal));
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 2000));
        Assert.Equal([2000, 500], SpokenLines.Pieces(new string('a', 2500)).Select(piece => piece.Length));
        Assert.Empty(SpokenLines.Pieces(""));
    }

    private Task<SpokenScript> PrepareAsync(CallPlan plan, string? metadata = null) =>
        _lines.PrepareAsync(_workspace, plan, metadata is null ? null : JsonElement.Parse(metadata), _warnings.Add, CancellationToken.None);
}
