namespace Postrider.Contacts;

/// <summary>What was done for a contact, as the wire and the store spell it.</summary>
public static class ActivityKind
{
    public const string Email = "email";
    public const string Connect = "connect";
    public const string InMail = "inMail";
    public const string Message = "message";
    public const string Voice = "voice";
    public const string AiVoice = "aiVoice";
}
