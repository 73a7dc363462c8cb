using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>What WAHA's answers mean, as data.</summary>
internal static class WahaRefusals
{
    public static IReadOnlyList<WebRefusal> All { get; } =
    [
        // Another place answers for it.
        new(300, 399, null, WebMeaning.Broken),
        new(400, null, WebMeaning.Refused),
        new(401, null, WebMeaning.WrongKey),

        // A key of a session's own may have less than is needed.
        new(403, null, WebMeaning.WrongKey),

        // There is no such session, or no WAHA.
        new(404, null, WebMeaning.Broken),
        new(408, null, WebMeaning.Unclear),
        new(413, null, WebMeaning.Refused, WebRefusal.FileTooLarge),

        // Before anything else WAHA looks whether the session works, and says in which state it is if not.
        new(422, "SCAN_QR_CODE", WebMeaning.SignedOut),
        new(422, "PASSKEY_REQUIRED", WebMeaning.SignedOut),
        new(422, "PASSKEY_CONFIRMATION_REQUIRED", WebMeaning.SignedOut),
        new(422, "STARTING", WebMeaning.Busy),
        new(422, "STOPPED", WebMeaning.Broken),
        new(422, "FAILED", WebMeaning.Broken),
        new(422, null, WebMeaning.Refused),
        new(429, null, WebMeaning.Busy),
        new(400, 499, null, WebMeaning.Refused),
        new(501, null, WebMeaning.Refused),

        // Whatever an engine throws, before or after it sent something, is a 500.
        new(100, 999, null, WebMeaning.Unclear),
    ];

    /// <summary>Null: the answer is good, or there is none.</summary>
    public static WebFault? Of(WebAccount account, FarSideAnswer answer) => WebFault.Of(account, answer, All, Words(answer));

    private static string? Words(FarSideAnswer answer)
    {
        if (answer.IsGood || WebJson.Parse(answer.Body) is not { } body)
        {
            return answer.IsGood ? null : answer.Beginning;
        }

        var words = new[] { body.Text("message"), body.Text("error"), body.Text("status"), body.Member("exception")?.Text("message") };
        return string.Join(" ", words.Where(text => !string.IsNullOrWhiteSpace(text)).Distinct());
    }
}
