namespace Postrider.Sip.Messages;

/// <summary>The methods that are known here. They compare with case.</summary>
internal static class SipMethod
{
    public const string Invite = "INVITE";
    public const string Ack = "ACK";
    public const string Bye = "BYE";
    public const string Cancel = "CANCEL";
    public const string Options = "OPTIONS";
    public const string Register = "REGISTER";
    public const string Update = "UPDATE";
    public const string Info = "INFO";
    public const string Notify = "NOTIFY";

    /// <summary>What is taken within a call.</summary>
    public const string Allowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY";

    /// <summary>What others made and is not taken here: such a request is not allowed, any other is not known.</summary>
    public static bool IsKnownElsewhere(string method) => method is Register or "PRACK" or "SUBSCRIBE" or "REFER" or "MESSAGE" or "PUBLISH";
}
