using System.Text.Json;
using System.Text.RegularExpressions;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>What came back of a request to the REST API, or that nothing did.</summary>
/// <param name="HttpStatus">Zero: there was no answer.</param>
internal sealed partial record TwilioAnswer(int HttpStatus)
{
    private const int WrongSignIn = 20003;

    /// <summary>Whether the request left, so that it may have been heard.</summary>
    public bool HasLeft { get; init; } = true;

    /// <summary>What it is called there; null: the answer has no name that could be one.</summary>
    public string? Sid { get; init; }

    /// <summary>The status of the call or account that the answer is about.</summary>
    public string? State { get; init; }

    public string? Title { get; init; }

    /// <summary>The API's own code of what went wrong.</summary>
    public int? Code { get; init; }

    /// <summary>Its words for that, or ours for an answer that is none.</summary>
    public string? Words { get; init; }

    public bool IsGood => HttpStatus is >= 200 and < 300;

    public bool IsSignIn => HttpStatus == 401 || Code == WrongSignIn;

    /// <summary>For people.</summary>
    public string Detail(string carrier) =>
        HttpStatus == 0 ? $"{carrier} gave no answer: {Words}"
        : Code is { } code ? $"{carrier} answered {HttpStatus}: {Words} ({code})"
        : $"{carrier} answered {HttpStatus}{(Words is null ? "." : $": {Words}")}";

    public static TwilioAnswer Read(int status, ReadOnlyMemory<byte> body)
    {
        var answer = new TwilioAnswer(status);
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root)
            {
                return answer with
                {
                    Sid = Text(root, "sid") is { } sid && IsName(sid) ? sid : null,
                    State = Text(root, "status"),
                    Title = Text(root, "friendly_name"),
                    Code = root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : null,
                    Words = Text(root, "message"),
                };
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or text in it that is none.
        }

        return answer with { Words = "the answer is no JSON object." };
    }

    /// <summary>Whether it may stand in an address.</summary>
    public static bool IsName(string sid) => Name().IsMatch(sid);

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
