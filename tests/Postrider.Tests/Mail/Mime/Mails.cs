using System.Text;
using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

/// <summary>Mails to begin with, and the way there and back.</summary>
internal static class Mails
{
    public static OutgoingMail Plain { get; } = new()
    {
        From = new MailAddress("ada@example.org", "Ada Example"),
        To = [new MailAddress("bob@example.com")],
        MessageId = "m1@example.org",
        Date = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(1)),
        Subject = "Hello",
        Text = "Hello Bob,\nhow are you?\n",
    };

    public static string Compose(OutgoingMail mail) => Encoding.UTF8.GetString(MailComposer.Compose(mail));

    /// <summary>The header as it is on the wire, folded.</summary>
    public static string Head(OutgoingMail mail) => Compose(mail).Split("\r\n\r\n", 2)[0];

    public static Task<ParsedMail> ReadAsync(byte[] raw, MailLimits? limits = null) =>
        MailReader.ReadAsync(new MemoryStream(raw), limits ?? MailLimits.Default, TestContext.Current.CancellationToken);

    /// <summary>Line ends as they stand in the source, so that a test says which it means.</summary>
    public static Task<ParsedMail> ReadAsync(string raw, MailLimits? limits = null) => ReadAsync(Encoding.UTF8.GetBytes(raw), limits);

    public static Task<ParsedMail> ReadCorpusAsync(string name) => ReadAsync(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Mail/Corpus", $"{name}.eml")));

    public static async Task<byte[]?> CopyAsync(byte[] raw, string number)
    {
        var copy = new MemoryStream();
        return await MailReader.CopyPartAsync(new MemoryStream(raw), number, copy, MailLimits.Default, TestContext.Current.CancellationToken) ? copy.ToArray() : null;
    }
}
