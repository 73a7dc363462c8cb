namespace Postrider.Mail.Mime;

/// <summary>What a mail server says became of an earlier mail.</summary>
public sealed record DeliveryReport
{
    public required IReadOnlyList<DeliveryRecipient> Recipients { get; init; }

    /// <summary>The id of the mail that the report is about.</summary>
    public string? OriginalMessageId { get; init; }

    public IReadOnlyList<MailAddress> OriginalTo { get; init; } = [];

    /// <summary>Whether it is by RFC 3464; else it was made out from words, and is less certain.</summary>
    public bool IsStandard { get; init; }

    /// <summary>Whether the mail was given up for anybody. Delayed and relayed mail is not.</summary>
    public bool IsBounce => Recipients.Any(recipient => recipient.Action == DeliveryAction.Failed);

    /// <summary>Whether it was given up for anybody for a reason that will last.</summary>
    public bool IsPermanent => Recipients.Any(recipient => recipient.IsPermanent);
}

/// <param name="Address">Null: the report does not say whom it is about.</param>
/// <param name="OriginalAddress">What the mail was addressed to, where that is said and was another.</param>
/// <param name="Status">An RFC 3463 status such as <c>5.1.1</c>.</param>
/// <param name="Diagnostic">What the last server said.</param>
public sealed record DeliveryRecipient(string? Address, string? OriginalAddress, DeliveryAction Action, string? Status, string? Diagnostic)
{
    public bool IsPermanent => Action == DeliveryAction.Failed && Status is ['5', ..];
}

public enum DeliveryAction
{
    Unknown,
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}
