namespace Postrider.Mail.Mime.Parsing;

/// <summary>What a report says in parts of its own: the status, and the mail that it is about.</summary>
internal sealed class ReportParts
{
    /// <summary>Null: there is no such part.</summary>
    public string? Status { get; set; }

    public string? OriginalMessageId { get; private set; }

    public IReadOnlyList<MailAddress> OriginalTo { get; private set; } = [];

    /// <summary>Reads the header of the first mail that goes with the report.</summary>
    public void TakeOriginal(ReadOnlySpan<byte> mail)
    {
        if (OriginalMessageId is null && OriginalTo.Count == 0)
        {
            var headers = HeadReader.Read(mail);
            OriginalMessageId = MessageIds.First(headers["Message-ID"]);
            OriginalTo = AddressList.Parse(headers["To"], most: 100);
        }
    }

    public void TakeOriginal(string? messageId) => OriginalMessageId ??= messageId;
}
