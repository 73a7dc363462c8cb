using Microsoft.AspNetCore.Http;
using Postrider.Audio;
using Postrider.Channels;
using Postrider.Channels.Audio;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

public sealed class HttpSpeechTests : IAsyncLifetime
{
    private SpeechService _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await SpeechService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_service_is_asked_as_it_expects_and_its_sound_is_taken()
    {
        var mp3 = Mp3();
        _service.Answer = context => context.Response.Body.WriteAsync(mp3, Cancellation).AsTask();
        using var engine = Engine();
        var spoken = await engine.SpeakAsync("Grüße, \"Welt\"", "nova", 1.25, Cancellation);
        Assert.True(spoken.IsSpoken, spoken.Fault);
        Assert.Equal(AudioFormat.Mp3, spoken.Facts.Format);
        Assert.Equal(mp3, spoken.Sound.ToArray());
        var asked = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, object>>(Assert.Single(_service.Requests))!;
        Assert.Equal(("tts-1", "Grüße, \"Welt\"", "nova", "mp3", "1.25"), ($"{asked["model"]}", $"{asked["input"]}", $"{asked["voice"]}", $"{asked["response_format"]}", $"{asked["speed"]}"));
    }

    [Theory]
    [InlineData(500, "500")]
    [InlineData(401, "POSTRIDER_SPEECH_KEY")]
    [InlineData(429, "429")]
    [InlineData(204, "204")]
    public async Task Any_answer_but_a_good_one_is_a_fault_that_does_not_repeat_it(int status, string named)
    {
        _service.Answer = context =>
        {
            context.Response.StatusCode = status;
            return status == 204 ? Task.CompletedTask : context.Response.WriteAsync($"bad key {SpeechService.Key}", Cancellation);
        };
        await FailsAsync(named);
    }

    [Fact]
    public async Task A_page_instead_of_sound_is_a_fault()
    {
        _service.Answer = context => context.Response.WriteAsync("<!DOCTYPE html><h1>Sign in</h1>", Cancellation);
        await FailsAsync("text, not sound");
        _service.Answer = context => Task.CompletedTask;
        await FailsAsync("empty");
        _service.Answer = context => context.Response.Body.WriteAsync(Mp3().AsMemory(0, 100), Cancellation).AsTask();
        await FailsAsync("no sound");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _service.Answer = context =>
        {
            context.Response.Redirect("/v1/audio/speech", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await FailsAsync("307");
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task More_than_is_taken_is_a_fault()
    {
        _service.Answer = async context =>
        {
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < 11; i++)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        };
        await FailsAsync("no answer");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_stops_talking_is_left_after_a_while(bool begins)
    {
        _service.Answer = async context =>
        {
            if (begins)
            {
                await context.Response.Body.WriteAsync(Mp3().AsMemory(0, 500), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        await FailsAsync("no answer", new HttpLimits(TimeSpan.FromMilliseconds(300), 1024 * 1024));
    }

    [Fact]
    public async Task A_service_that_breaks_off_or_is_gone_is_a_fault()
    {
        _service.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await FailsAsync("no answer");
        await _service.DisposeAsync();
        await FailsAsync("no answer");
    }

    [Fact]
    public async Task Who_gives_up_is_let_go()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _service.Answer = async context =>
        {
            await given.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        using var engine = Engine();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.SpeakAsync("Hello", "alloy", 1, given.Token));
    }

    private async Task FailsAsync(string named, HttpLimits? limits = null)
    {
        using var engine = Engine(limits);
        var spoken = await engine.SpeakAsync("Hello", engine.Voice, 1, Cancellation);
        Assert.False(spoken.IsSpoken);
        Assert.Contains(named, spoken.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain(SpeechService.Key, spoken.Fault, StringComparison.Ordinal);
    }

    private HttpSpeechEngine Engine(HttpLimits? limits = null) => new(_service.Address, new AudioOptions { SpeechUrl = _service.Address, SpeechKey = SpeechService.Key }, limits);

    /// <summary>Forty frames of 417 bytes.</summary>
    private static byte[] Mp3()
    {
        var sound = new byte[40 * 417];
        for (var at = 0; at < sound.Length; at += 417)
        {
            ((byte[])[0xFF, 0xFB, 0x90, 0xC0]).CopyTo(sound, at);
        }

        return sound;
    }
}
