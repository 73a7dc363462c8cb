namespace Postrider.Inbox;

/// <summary>What a message is, as the wire and the store spell it.</summary>
public static class MessageKind
{
    /// <summary>One of ours.</summary>
    public const string Message = "message";

    /// <summary>A person wrote back.</summary>
    public const string Reply = "reply";

    /// <summary>A machine wrote back: out of office, a ticket's receipt.</summary>
    public const string AutoReply = "auto_reply";

    /// <summary>It could not be delivered after all.</summary>
    public const string Bounce = "bounce";
}
