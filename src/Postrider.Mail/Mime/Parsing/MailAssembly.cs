namespace Postrider.Mail.Mime.Parsing;

/// <summary>Puts together what was found.</summary>
internal static class MailAssembly
{
    public static ParsedMail Make(PartWalker walker, string? text, string? html, IReadOnlyList<MailFile> files, ReportParts parts, bool truncated)
    {
        var headers = walker.Headers;
        var subject = headers["Subject"] is { } raw ? EncodedWords.Decode(raw).Trim() : null;
        var mail = new ParsedMail
        {
            Headers = headers,
            MessageId = MessageIds.First(headers["Message-ID"]),
            InReplyTo = MessageIds.First(headers["In-Reply-To"]),
            References = MessageIds.Read(headers["References"]),
            From = Addresses(headers, "From"),
            To = Addresses(headers, "To"),
            Cc = Addresses(headers, "Cc"),
            ReplyTo = Addresses(headers, "Reply-To"),
            Subject = subject,
            Date = MailDate.Parse(headers["Date"]),
            Text = text,
            Html = html,
            Files = files,
            Truncated = truncated,
        };
        var report = parts.Status is null ? null : StandardReport.Read(parts);
        report = report is { Recipients.Count: > 0 } ? report : WordyBounce.Find(mail, parts) ?? report;
        return mail with { Report = report, Auto = AutoReplies.Tell(mail, walker.Root, report is not null) };
    }

    private static IReadOnlyList<MailAddress> Addresses(MailHeaders headers, string name) => AddressList.Parse(string.Join(", ", headers.Every(name)));
}
