namespace Postrider.Mail.Mime;

/// <summary>A mail as it was understood. No text in it has a NUL or half a character.</summary>
public sealed record ParsedMail
{
    public required MailHeaders Headers { get; init; }

    /// <summary>Without angle brackets, as are all ids here.</summary>
    public string? MessageId { get; init; }

    public string? InReplyTo { get; init; }

    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<MailAddress> From { get; init; } = [];

    public IReadOnlyList<MailAddress> To { get; init; } = [];

    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    public IReadOnlyList<MailAddress> ReplyTo { get; init; } = [];

    public string? Subject { get; init; }

    public DateTimeOffset? Date { get; init; }

    /// <summary>The plain text, its lines ended by <c>\n</c>, without empty lines at the end.</summary>
    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<MailFile> Files { get; init; } = [];

    /// <summary>Not null: the mail reports on an earlier one.</summary>
    public DeliveryReport? Report { get; init; }

    public AutoReplyKind Auto { get; init; }

    /// <summary>Whether a limit was reached and something was left out.</summary>
    public bool Truncated { get; init; }
}
