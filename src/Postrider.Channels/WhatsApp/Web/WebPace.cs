using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>How long requests to such a server take, and how little an account of it sends unless told otherwise: WhatsApp bans phones that write like machines.</summary>
internal static class WebPace
{
    public const int MessagesADay = 50;
    public const int JitterSeconds = 30;

    /// <summary>As long as a request that hands over may be under way.</summary>
    public static readonly TimeSpan HandOverLimit = FarSideHttp.Patience + TimeSpan.FromSeconds(5);

    /// <summary>What was sent is in the history by then.</summary>
    public static readonly TimeSpan LookAfter = TimeSpan.FromMinutes(2);

    /// <summary>Two looks, and the hand-over.</summary>
    public static readonly TimeSpan Deadline = 3 * FarSideHttp.Patience;
}
