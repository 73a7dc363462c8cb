namespace Postrider.Mail.Mime;

/// <summary>How much of a mail is read. What is beyond is left out, and <see cref="ParsedMail.Truncated"/> says so.</summary>
public sealed record MailLimits
{
    public static MailLimits Default { get; } = new();

    /// <summary>Of the mail's header, and of each part's.</summary>
    public int HeaderBytes { get; init; } = 256 * 1024;

    /// <inheritdoc cref="HeaderBytes"/>
    public int Headers { get; init; } = 1000;

    /// <summary>How deep multiparts may be nested.</summary>
    public int Depth { get; init; } = 20;

    public int Parts { get; init; } = 1000;

    /// <summary>How many bytes of text are kept, before they become characters.</summary>
    public int TextBytes { get; init; } = 1024 * 1024;

    /// <summary>Likewise of HTML.</summary>
    public int HtmlBytes { get; init; } = 1024 * 1024;
}
