using System.Buffers;
using System.Globalization;
using System.Text;

namespace Postrider.Mail.Imap;

public sealed partial class ImapSession
{
    private static readonly SearchValues<char> _notInFlags = SearchValues.Create("(){%*\"\\]");

    /// <summary>Puts a message into a folder; where it is then, if the server says.</summary>
    /// <param name="flags">With spaces between, such as <c>\Seen</c>; empty: none.</param>
    public async Task<ImapAppended?> AppendAsync(string folder, string flags, DateTimeOffset date, ReadOnlyMemory<byte> mail, CancellationToken cancellationToken)
    {
        var command = new ImapCommand("APPEND").String(Name(folder));
        if (Flags(flags) is { Length: > 0 } words)
        {
            command.Words($"({words})");
        }

        command.Words($"\"{date.ToString("dd-MMM-yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)}\"");
        var end = await _dialogue.DoAsync(command.Message(mail, _hasUtf8 && HasHeaderBeyondAscii(mail.Span)), new ImapAnswers { Weight = mail.Length }, cancellationToken);
        return end.Code == "APPENDUID" && end.CodeText.Split(' ') is [var first, var second] && UidSet.TryNumber(first, out var validity) && UidSet.TryNumber(second, out var uid)
            ? new ImapAppended(validity, uid)
            : null;
    }

    private static string Flags(string flags)
    {
        var words = flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            var name = word.StartsWith('\\') ? word[1..] : word;
            if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.AsSpan().ContainsAny(_notInFlags))
            {
                throw new ArgumentException("This is no flag.", nameof(flags));
            }
        }

        return string.Join(' ', words);
    }

    private static bool HasHeaderBeyondAscii(ReadOnlySpan<byte> mail)
    {
        var end = mail.IndexOf("\r\n\r\n"u8);
        return !Ascii.IsValid(end < 0 ? mail : mail[..end]);
    }
}
