namespace Postrider.Mail.Mime;

/// <summary>A mail to be composed.</summary>
public sealed record OutgoingMail
{
    public required MailAddress From { get; init; }

    public required IReadOnlyList<MailAddress> To { get; init; }

    public IReadOnlyList<MailAddress> Cc { get; init; } = [];

    public MailAddress? ReplyTo { get; init; }

    /// <summary>Without angle brackets, as are all ids here.</summary>
    public required string MessageId { get; init; }

    public required DateTimeOffset Date { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public string? InReplyTo { get; init; }

    public IReadOnlyList<string> References { get; init; } = [];

    public IReadOnlyList<OutgoingFile> Files { get; init; } = [];

    /// <summary>Further headers, such as List-Unsubscribe. Those that the composer writes itself are refused.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
