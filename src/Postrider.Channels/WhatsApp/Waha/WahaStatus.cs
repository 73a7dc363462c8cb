using Postrider.Accounts;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>WAHA's words for the state of a session.</summary>
internal static class WahaStatus
{
    public const string Working = "WORKING";

    /// <summary>Null: no word of WAHA's.</summary>
    /// <param name="me">The phone's own chat id, of a session that works.</param>
    public static ProbeResult? Of(WebAccount account, string? word, string? me) => word switch
    {
        Working => new ProbeResult(AccountStatus.Ok, null, me is null ? null : Number(me)),
        "SCAN_QR_CODE" => new ProbeResult(AccountStatus.Credentials, $"The phone must be linked: scan the QR code of session {account.Session} at {account.Place}/dashboard."),
        "PASSKEY_REQUIRED" or "PASSKEY_CONFIRMATION_REQUIRED" => new ProbeResult(AccountStatus.Credentials, $"The phone asks for a passkey: go on linking session {account.Session} at {account.Place}/dashboard."),
        "FAILED" => new ProbeResult(AccountStatus.Error, $"Session {account.Session} has failed: restart it at {account.Place}/dashboard, or log out and link the phone again."),
        "STOPPED" => new ProbeResult(AccountStatus.Error, $"Session {account.Session} is stopped: start it at {account.Place}/dashboard."),
        "STARTING" => new ProbeResult(AccountStatus.Error, $"Session {account.Session} is starting."),
        _ => null,
    };

    private static string Number(string me)
    {
        var chat = WebChat.WithoutDevice(me);
        return chat.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && chat[..at].All(char.IsAsciiDigit) ? $"+{chat[..at]}" : chat;
    }
}
