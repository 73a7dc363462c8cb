using System.Text.Json;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>What Evolution API's answers mean, as data.</summary>
internal static class EvolutionRefusals
{
    /// <summary>What our words for a list's entry begin with where it says that a number is not on WhatsApp.</summary>
    private const string NotThere = "not on WhatsApp:";

    public static IReadOnlyList<WebRefusal> All { get; } =
    [
        // Another place answers for it.
        new(300, 399, null, WebMeaning.Broken),
        new(400, NotThere, WebMeaning.Refused, WebRefusal.NotOnWhatsApp),
        new(400, "Text is required", WebMeaning.Refused),
        new(400, "Owned media must be a url or base64", WebMeaning.Refused),
        new(400, "For base64 the file name must be informed.", WebMeaning.Refused),
        new(400, "File buffer, URL, or base64 audio is required", WebMeaning.Refused),
        new(400, "requires property", WebMeaning.Refused),
        new(400, "is not of a type(s)", WebMeaning.Refused),
        new(400, "is not one of enum values", WebMeaning.Refused),

        // Whatever breaks off while a message is sent, or after it was, is a 400 with the fault's words.
        new(400, null, WebMeaning.Unclear),
        new(401, null, WebMeaning.WrongKey),
        new(403, null, WebMeaning.WrongKey),

        // There is no such instance, or no Evolution API.
        new(404, null, WebMeaning.Broken),
        new(408, null, WebMeaning.Unclear),
        new(413, null, WebMeaning.Refused, WebRefusal.FileTooLarge),
        new(429, null, WebMeaning.Busy),
        new(400, 499, null, WebMeaning.Refused),
        new(501, null, WebMeaning.Refused),
        new(100, 999, null, WebMeaning.Unclear),
    ];

    /// <summary>Null: the answer is good, or there is none.</summary>
    public static WebFault? Of(WebAccount account, FarSideAnswer answer) => WebFault.Of(account, answer, All, answer.IsGood ? null : Words(answer));

    private static string Words(FarSideAnswer answer)
    {
        if (WebJson.Parse(answer.Body) is not { } body)
        {
            return answer.Beginning;
        }

        var said = body.Member("response")?.Member("message") ?? body.Member("message");
        string?[] words = said switch
        {
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Word)],
            { } one => [Word(one)],
            _ => [body.Text("error")],
        };
        return string.Join(" ", words.Where(text => !string.IsNullOrWhiteSpace(text)));
    }

    private static string? Word(JsonElement said) =>
        said.Member("exists") is { ValueKind: JsonValueKind.False } ? $"{NotThere} {said.Text("number") ?? said.Text("jid")}" : said.AsText();
}
