using System.Globalization;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>What a Session-Expires header says (RFC 4028).</summary>
/// <param name="IsOurs">Whether we are to refresh; null: it does not say.</param>
internal sealed record SessionTimer(int Seconds, bool? IsOurs)
{
    private const int Longest = 24 * 3600;

    /// <summary>When whoever does not refresh gives the session up.</summary>
    public TimeSpan Expiry => TimeSpan.FromSeconds(Seconds - Math.Min(32, Seconds / 3d));

    public TimeSpan Refresh => TimeSpan.FromSeconds(Seconds / 2d);

    /// <param name="ours">The word for our side: "uac" where we asked, "uas" where we answer.</param>
    public static SessionTimer? Of(SipMessage message, string ours)
    {
        if (message.Headers[HeaderName.SessionExpires] is not { } text)
        {
            return null;
        }

        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        if (!int.TryParse((semicolon < 0 ? text : text[..semicolon]).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        var refresher = semicolon < 0 ? null : ParameterList.Parse(text.AsSpan(semicolon + 1))["refresher"];
        return new SessionTimer(Math.Clamp(seconds, 2, Longest), string.IsNullOrEmpty(refresher) ? null : refresher.Equals(ours, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The Min-SE of a 422.</summary>
    public static int? LeastOf(SipMessage message) =>
        int.TryParse(message.Headers[HeaderName.MinSessionExpires]?.Split(';')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var least) && least is > 0 and <= Longest ? least : null;
}
