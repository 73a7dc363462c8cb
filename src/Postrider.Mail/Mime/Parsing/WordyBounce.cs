using System.Buffers;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>
/// Reports that are only words: told by who wrote them and by their subject, or by what qmail and Exim always say. It must look like one twice over, since a bounce that is none costs a contact.
/// </summary>
internal static class WordyBounce
{
    private const int MostText = 64 * 1024;
    private const int MostRecipients = 20;

    private static readonly string[] _authors = ["mailer-daemon@", "postmaster@", "mail-daemon@", "mailerdaemon@"];

    private static readonly SearchValues<string> _subjects = SearchValues.Create(
        [
            "undeliver", "returned mail", "returned to sender", "delivery status notification", "delivery failure", "delivery failed", "failure notice", "mail delivery", "delivery has failed",
            "non remis", "unzustellbar", "zustellung", "no se pudo entregar", "no se ha podido entregar", "devuelto", "mancata consegna", "non recapitat", "onbestelbaar", "nondeliverable",
            "delayed mail", "message delayed", "delivery delayed", "warning: message", "could not be delivered", "nicht zugestellt",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> _delays = SearchValues.Create(
        ["delayed", "will be retried", "still being retried", "will keep trying", "not yet been delivered", "do not need to resend", "this is a warning message only", "verzögert"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> _quotes = SearchValues.Create(
        ["--- Below this line is a copy of the message", "This is a copy of the message", "Original message", "Original headers", "Message headers follow"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> _aroundAddress = SearchValues.Create(" \t\r\n<>()[]\"',;:|");

    /// <summary>Null: the mail is no such report.</summary>
    public static DeliveryReport? Find(ParsedMail mail, ReportParts parts)
    {
        var text = mail.Text is null ? mail.Html is null ? "" : HtmlText.ToText(mail.Html) : mail.Text;
        text = text.Length > MostText ? text[..MostText] : text;
        var named = AddressList.Parse(mail.Headers["X-Failed-Recipients"], MostRecipients);
        if (!IsBounce(mail, text, named))
        {
            return null;
        }

        var (said, quoted) = Divide(text);
        parts.TakeOriginal(QuotedMessageId(quoted));
        var isDelay = said.AsSpan().ContainsAny(_delays) || mail.Subject.AsSpan().ContainsAny(_delays);
        var status = StatusCodes.Find(said) ?? (said.Contains("This is a permanent error", StringComparison.OrdinalIgnoreCase) ? "5.0.0" : null);
        var action = isDelay ? DeliveryAction.Delayed : DeliveryAction.Failed;
        var whom = named.Count > 0 ? [.. named.Select(address => address.Address)] : Recipients(said, mail, parts);
        return new DeliveryReport
        {
            Recipients = [.. whom.DefaultIfEmpty().Select(address => new DeliveryRecipient(address, null, action, status, Line(said, address)))],
            OriginalMessageId = parts.OriginalMessageId,
            OriginalTo = parts.OriginalTo,
        };
    }

    private static bool IsBounce(ParsedMail mail, string text, IReadOnlyList<MailAddress> named)
    {
        var from = mail.Headers["From"] ?? "";
        var fromServer = from.Contains("MAILER-DAEMON", StringComparison.OrdinalIgnoreCase) || mail.From.Any(author => _authors.Any(start => author.Address.StartsWith(start, StringComparison.OrdinalIgnoreCase)));
        var fromNobody = mail.Headers["Return-Path"] is { } path && path.Replace(" ", "", StringComparison.Ordinal) is "<>" or "";
        var saysSo = mail.Subject.AsSpan().ContainsAny(_subjects) || text.StartsWith("Hi. This is the qmail-send program", StringComparison.OrdinalIgnoreCase);
        return ((fromServer || fromNobody) && saysSo) || (named.Count > 0 && (fromServer || fromNobody || saysSo));
    }

    /// <summary>What the server says, and what it quotes of the mail; the whole where that cannot be told apart.</summary>
    private static (string Said, string Quoted) Divide(string text)
    {
        var at = text.AsSpan().IndexOfAny(_quotes);
        at = at < 0 ? text.IndexOf("\nReceived: ", StringComparison.OrdinalIgnoreCase) : at;
        return at < 0 ? (text, text) : (text[..at], text[at..]);
    }

    private static string? QuotedMessageId(string quoted)
    {
        var at = quoted.IndexOf("Message-ID:", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : MessageIds.First(quoted.Substring(at + 11, Math.Min(1000, quoted.Length - at - 11)).Split('>')[0]);
    }

    /// <summary>The addresses in the words, other than the server's own and whom the report was sent to.</summary>
    private static List<string> Recipients(ReadOnlySpan<char> said, ParsedMail mail, ReportParts parts)
    {
        var found = new List<string>();
        for (var at = said.IndexOf('@'); at >= 0 && found.Count < MostRecipients; at = Next(said, at))
        {
            var start = said[Math.Max(0, at - 128)..at].LastIndexOfAny(_aroundAddress) + 1 + Math.Max(0, at - 128);
            var rest = said.Slice(at, Math.Min(256, said.Length - at));
            var end = rest.IndexOfAny(_aroundAddress);
            var word = said[start..(at + (end < 0 ? rest.Length : end))].Trim('.');
            var address = word.Count('@') == 1 ? word.ToString() : "";
            if (Composing.WireAddress.TryRead(address, out _) && address.IndexOf('.', address.LastIndexOf('@')) > 0
                && !mail.From.Concat(mail.To).Any(own => own.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
                && !_authors.Any(author => address.StartsWith(author, StringComparison.OrdinalIgnoreCase)) && !found.Contains(address, StringComparer.OrdinalIgnoreCase))
            {
                found.Add(address);
            }
        }

        return parts.OriginalTo.Count > 0 && found.Intersect(parts.OriginalTo.Select(to => to.Address), StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } both ? both
            : found.Count > 0 ? found
            : parts.OriginalTo is [var only] ? [only.Address]
            : [];
    }

    private static int Next(ReadOnlySpan<char> said, int at)
    {
        var next = said[(at + 1)..].IndexOf('@');
        return next < 0 ? -1 : at + 1 + next;
    }

    /// <summary>The first line with a status behind where the recipient is named.</summary>
    private static string? Line(ReadOnlySpan<char> said, string? address)
    {
        var at = address is null ? 0 : Math.Max(0, said.IndexOf(address, StringComparison.OrdinalIgnoreCase));
        foreach (var line in said[at..].EnumerateLines())
        {
            if (StatusCodes.Find(line) is not null)
            {
                return line.Length > 1000 ? line[..1000].Trim().ToString() : line.Trim().ToString();
            }
        }

        return null;
    }
}
