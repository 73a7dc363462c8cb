using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>A part of a mail, as its header describes it; the outermost is the mail itself.</summary>
internal sealed class Part
{
    private const int LongestBoundary = 500;

    public Part(MailHeaders headers, Part? parent, string number)
    {
        (Headers, Parent, Number) = (headers, parent, number);
        var (type, parameters) = Parameters.Read(headers["Content-Type"] ?? "");
        (Type, TypeParameters) = (type.Contains('/', StringComparison.Ordinal) ? type : DefaultType(type, parent), parameters);
        (Disposition, DispositionParameters) = Parameters.Read(headers["Content-Disposition"] ?? "");
        Boundary = IsMultipart && parameters.TryGetValue("boundary", out var boundary) && boundary.Length is > 0 and <= LongestBoundary ? Encoding.UTF8.GetBytes(boundary.TrimEnd()) : [];
    }

    public MailHeaders Headers { get; }

    public Part? Parent { get; }

    /// <summary>As IMAP counts; empty for the outermost multipart.</summary>
    public string Number { get; private set; }

    public string Type { get; private set; }

    public IReadOnlyDictionary<string, string> TypeParameters { get; }

    public string Disposition { get; }

    public IReadOnlyDictionary<string, string> DispositionParameters { get; }

    public byte[] Boundary { get; set; }

    /// <summary>How many parts of this multipart have begun.</summary>
    public int Children { get; set; }

    public bool IsMultipart => Type.StartsWith("multipart/", StringComparison.Ordinal);

    public string? Charset => TypeParameters.GetValueOrDefault("charset");

    /// <summary>The name of the file that the part is, if it says one.</summary>
    public string? FileName => FileNames.Clean(DispositionParameters.GetValueOrDefault("filename") ?? TypeParameters.GetValueOrDefault("name"));

    public string? ContentId => MessageIds.First(Headers["Content-ID"]);

    /// <summary>In lower case, without comments and what else was put behind it.</summary>
    public string TransferEncoding => Parameters.Read(Headers["Content-Transfer-Encoding"] ?? "").Value;

    /// <summary>A multipart without parts is read as text.</summary>
    public void BecomeText()
    {
        Type = "text/plain";
        BecomeRoot();
    }

    /// <summary>The only part of a mail without multiparts is counted as the first.</summary>
    public void BecomeRoot() => Number = Number.Length == 0 ? "1" : Number;

    private static string DefaultType(string type, Part? parent) => type switch
    {
        "text" => "text/plain",
        "" => parent?.Type == "multipart/digest" ? "message/rfc822" : "text/plain",
        _ => "application/octet-stream",
    };
}
