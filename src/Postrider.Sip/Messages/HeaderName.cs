namespace Postrider.Sip.Messages;

/// <summary>The names of headers.</summary>
internal static class HeaderName
{
    public const string Via = "Via";
    public const string From = "From";
    public const string To = "To";
    public const string CallId = "Call-ID";
    public const string CSeq = "CSeq";
    public const string Contact = "Contact";
    public const string Route = "Route";
    public const string RecordRoute = "Record-Route";
    public const string ContentType = "Content-Type";
    public const string ContentLength = "Content-Length";
    public const string SessionExpires = "Session-Expires";
    public const string MinSessionExpires = "Min-SE";
    public const string Supported = "Supported";
    public const string Require = "Require";
    public const string Allow = "Allow";
    public const string Expires = "Expires";
    public const string RetryAfter = "Retry-After";
    public const string Reason = "Reason";
    public const string Warning = "Warning";

    /// <summary>The long name of a compact form; any other name as it is.</summary>
    public static string Long(string name) => name.Length != 1 ? name : (name[0] | 0x20) switch
    {
        'v' => Via,
        'f' => From,
        't' => To,
        'i' => CallId,
        'm' => Contact,
        'c' => ContentType,
        'l' => ContentLength,
        'x' => SessionExpires,
        'k' => Supported,
        's' => "Subject",
        'e' => "Content-Encoding",
        'o' => "Event",
        'r' => "Refer-To",
        'b' => "Referred-By",
        'u' => "Allow-Events",
        'a' => "Accept-Contact",
        'j' => "Reject-Contact",
        'd' => "Request-Disposition",
        _ => name,
    };
}
