using Postrider.Accounts;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>Evolution API's words for the state of an instance.</summary>
internal static class EvolutionStatus
{
    public const string Open = "open";
    public const string Connecting = "connecting";

    /// <summary>Null: no word of Evolution API's.</summary>
    /// <param name="me">The phone's own id, where it is told.</param>
    public static ProbeResult? Of(WebAccount account, string? word, string? me) => word switch
    {
        Open => new ProbeResult(AccountStatus.Ok, null, me is null ? null : Number(me)),
        Connecting => new ProbeResult(AccountStatus.Error, $"Instance {account.Session} is connecting. Where it does not end, link the phone at {account.Place}/manager."),
        "close" or "refused" => new ProbeResult(AccountStatus.Credentials, $"The phone must be linked: scan the QR code of instance {account.Session} at {account.Place}/manager."),
        _ => null,
    };

    private static string Number(string me)
    {
        var chat = WebChat.WithoutDevice(me);
        return chat.EndsWith(WebChat.Phone, StringComparison.Ordinal) ? $"+{chat[..^WebChat.Phone.Length]}" : chat;
    }
}
