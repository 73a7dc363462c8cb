using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Postrider.Audio;

namespace Postrider.Channels.Audio;

/// <summary>
/// A service of the shape <c>POST …/audio/speech</c>. Its address is the operator's own setting, so it may lie in a private network; whatever it answers must be sound.
/// </summary>
internal sealed partial class HttpSpeechEngine(Uri url, AudioOptions options, HttpLimits? limits = null) : ISpeechEngine, IDisposable
{
    private static readonly HttpLimits _limits = new(TimeSpan.FromSeconds(30), 10 * 1024 * 1024);
    private readonly GuardedHttp _http = new(new NetworkPolicy(allowPrivate: true), limits ?? _limits);
    private readonly Uri _speech = new($"{url.AbsoluteUri.TrimEnd('/')}/audio/speech");

    public string Name => $"the speech service at {url.AbsoluteUri.TrimEnd('/')}";

    public string Model => options.SpeechModel ?? "tts-1";

    public string Voice => options.SpeechVoice ?? "alloy";

    public static bool IsName(string text) => NamePattern().IsMatch(text);

    public string? Objection(string voice) => IsName(voice) ? null : "A voice is called by letters, digits and the signs _ . : + / and -.";

    public async Task<SpokenText> SpeakAsync(string text, string voice, double speed, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _speech) { Content = JsonContent.Create(new SpeechRequest(Model, text, voice, "mp3", speed)) };
        if (options.SpeechKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK ? SpokenText.From(await answer.Content.ReadAsByteArrayAsync(cancellationToken), Name) : SpokenText.Not(Refusal(answer.StatusCode));
        }
        catch (HttpRequestException exception)
        {
            return SpokenText.Not($"{Capital(Name)} gave no answer that is taken: {exception.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>By its number alone: some services repeat the key in their words.</summary>
    private string Refusal(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{Capital(Name)} refused with {(int)status}; look at POSTRIDER_SPEECH_KEY.",
        _ => $"{Capital(Name)} answered {(int)status} and no sound.",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.:+/-]{0,99}\z")]
    private static partial Regex NamePattern();
}

/// <summary>What the service is asked, in its own words.</summary>
internal sealed record SpeechRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("input")] string Input,
    [property: JsonPropertyName("voice")] string Voice,
    [property: JsonPropertyName("response_format")] string ResponseFormat,
    [property: JsonPropertyName("speed")] double Speed);
