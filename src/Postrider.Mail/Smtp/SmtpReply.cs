namespace Postrider.Mail.Smtp;

/// <summary>What a server answered: a code of three digits, an enhanced one (RFC 3463) where it gave one, and its words.</summary>
public sealed record SmtpReply(int Code, string? Enhanced, string Text)
{
    private const int LongestLine = 4096;
    private const int MostLines = 128;

    public bool IsPositive => Code is >= 200 and < 300;

    public bool IsTransient => Code is >= 400 and < 500;

    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>Whether it says that the account has to sign in, or did so in vain.</summary>
    public bool IsAboutCredentials => Code is 530 or 534 or 535 or 538 || (Code is 550 or 553 or 554 && Enhanced is "5.7.8" or "5.7.9");

    public override string ToString() => Enhanced is null ? $"{Code} {Text}" : $"{Code} {Enhanced} {Text}";

    /// <summary>The lines of the text, for answers that list something.</summary>
    internal string[] Lines => Text.Split('\n');

    /// <summary>Reads one reply. Null: what came is not SMTP.</summary>
    internal static async ValueTask<SmtpReply?> ReadAsync(Wire.MailWire wire, CancellationToken cancellationToken)
    {
        var lines = new List<string>(1);
        while (true)
        {
            var line = await wire.ReadLineAsync(LongestLine, cancellationToken);
            if (Code(line) is not { } code || lines.Count >= MostLines)
            {
                return null;
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                return Of(code, lines);
            }
        }

        static int? Code(string line) =>
            line.Length >= 3 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]) && (line.Length == 3 || line[3] is ' ' or '-')
                ? ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0'
                : null;
    }

    private static SmtpReply Of(int code, List<string> lines)
    {
        var enhanced = EnhancedOf(code, lines[0]);
        for (var i = 0; i < lines.Count && enhanced is not null; i++)
        {
            lines[i] = lines[i].StartsWith(enhanced, StringComparison.Ordinal) ? lines[i][enhanced.Length..].TrimStart() : lines[i];
        }

        return new SmtpReply(code, enhanced, string.Join('\n', lines).Trim());
    }

    /// <summary>Such as 5.1.1, and only where its class is that of the code.</summary>
    private static string? EnhancedOf(int code, string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var word = end < 0 ? text : text[..end];
        var parts = word.Split('.');
        return parts.Length == 3 && parts[0].Length == 1 && parts[0][0] - '0' == code / 100 && parts[1..].All(part => part.Length is >= 1 and <= 3 && part.All(char.IsAsciiDigit)) ? word : null;
    }
}
