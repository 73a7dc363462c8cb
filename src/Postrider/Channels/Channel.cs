namespace Postrider.Channels;

/// <summary>The names of the channels, as the wire and the store spell them.</summary>
public static class Channel
{
    public const string Email = "email";
    public const string LinkedIn = "linkedin";
    public const string WhatsApp = "whatsapp";
    public const string Voice = "voice";

    /// <summary>Inside only: what is posted to the workspace's own endpoints.</summary>
    public const string Webhook = "webhook";

    /// <summary>The channels that outreach goes through; voice has its own API.</summary>
    public static bool IsOutreach(string? channel) => channel is Email or LinkedIn or WhatsApp;

    public static bool IsKnown(string? channel) => IsOutreach(channel) || channel == Voice;
}
