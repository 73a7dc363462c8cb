using System.Buffers;

namespace Postrider.Mail.Mime;

/// <summary>What is new in a reply.</summary>
public static class ReplyText
{
    private const int LongestIntroduction = 4;
    private const int MostLines = 20_000;

    private static readonly string[] _dividers =
    [
        "original message", "original appointment", "forwarded message", "reply message", "begin forwarded message",
        "ursprüngliche nachricht", "originalnachricht", "urspr. nachricht", "weitergeleitete nachricht",
        "message d'origine", "message original", "message transféré", "message initial",
        "mensaje original", "mensaje reenviado", "messaggio originale", "messaggio inoltrato", "mensagem original", "mensagem encaminhada",
        "oorspronkelijk bericht", "origineel bericht", "ursprungligt meddelande", "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti",
        "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "исходное сообщение", "özgün ileti",
    ];

    /// <summary>The verb with which the line before a quote ends, or nearly so, in the languages of mail programs.</summary>
    private static readonly SearchValues<string> _verbs = SearchValues.Create(
        ["wrote", "schrieb", "a écrit", "escribió", "ha scritto", "escreveu", "schreef", "skrev", "napisał", "pisze", "napsal", "kirjoitti", "yazdı", "написал", "пишет", "写道", "寫道"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] _fields =
        ["From:", "Von:", "De :", "De:", "Da:", "Van:", "Från:", "Fra:", "Od:", "От:", "Lähettäjä:", "Gönderen:", "Sent:", "Gesendet:", "Envoyé :", "Envoyé:", "Enviado:", "Inviato:", "Verzonden:", "Skickat:", "Sendt:", "Wysłano:", "Odesláno:", "Date:", "Datum:", "Fecha:", "Data:", "Дата:", "Отправлено:", "To:", "An:", "À :", "Para:", "A:", "Aan:", "Till:", "Til:", "Do:", "Komu:", "Кому:", "Subject:", "Betreff:", "Objet :", "Asunto:", "Oggetto:", "Onderwerp:", "Ämne:", "Emne:", "Temat:", "Předmět:", "Тема:", "Assunto:"];

    /// <summary>The text without what it quotes of the mail before. A text that is nothing but a quote comes back as it is.</summary>
    public static string WithoutQuote(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n', MostLines);
        var end = WithoutTrailingQuote(lines, Cut(lines));
        var reply = string.Join('\n', lines[..end]).Trim();
        return reply.Length > 0 ? reply : text.Trim();
    }

    /// <summary>Where the first sure sign of a quote stands; what is behind it belongs to it.</summary>
    private static int Cut(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsDivider(lines[i]) || IsHeaderBlock(lines, i) || IsIntroduction(lines, i))
            {
                return i;
            }
        }

        return lines.Length;
    }

    private static int WithoutTrailingQuote(string[] lines, int end)
    {
        var last = end;
        while (last > 0 && (string.IsNullOrWhiteSpace(lines[last - 1]) || lines[last - 1].StartsWith('>')))
        {
            last--;
        }

        return last;
    }

    private static bool IsDivider(string line)
    {
        var words = line.Trim().Trim('-', '_', '*', ' ').Trim();
        var isRuled = line.TrimStart() is ['-', '-', ..] or ['_', '_', '_', '_', '_', '_', '_', '_', ..];
        return words.Length is > 0 and < 60 && (isRuled || words[^1] == ':') && _dividers.Any(divider => words.StartsWith(divider, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Three fields of a header in a row, as Outlook quotes; the line above it may be a rule.</summary>
    private static bool IsHeaderBlock(string[] lines, int at)
    {
        var isRule = lines[at].Trim() is { Length: > 7 } trimmed && trimmed.AsSpan().Trim('_').Length == 0;
        var (found, i) = (0, isRule ? at + 1 : at);
        while (i < lines.Length && i < at + 6 && (IsField(lines[i]) || (isRule && found == 0 && string.IsNullOrWhiteSpace(lines[i]))))
        {
            found += IsField(lines[i++]) ? 1 : 0;
        }

        return found >= 3;
    }

    private static bool IsField(string line)
    {
        var start = line.AsSpan().TrimStart().TrimStart('*');
        foreach (var field in _fields)
        {
            if (start.StartsWith(field, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"On ... wrote:", which programs break over a few lines. It must tell when or who, so that a person's own "he wrote:" is none.</summary>
    private static bool IsIntroduction(string[] lines, int at)
    {
        var tells = false;
        for (var next = at + 1; next <= Math.Min(lines.Length, at + LongestIntroduction); next++)
        {
            var line = lines[next - 1].AsSpan().Trim();
            if (line.Length is 0 or > 300 || line[0] == '>')
            {
                return false;
            }

            tells |= line.Contains('@') || HasTime(line);
            if (line[^1] is ':' or '\uFF1A' or '>' or 'e' or 'f' or 'v' && line.ContainsAny(_verbs))
            {
                return NextIsQuote(lines, next) || (tells && line[^1] is ':' or '\uFF1A');
            }
        }

        return false;
    }

    private static bool HasTime(ReadOnlySpan<char> line)
    {
        var colon = line[..^1].IndexOf(':');
        return colon > 0 && char.IsAsciiDigit(line[colon - 1]) && char.IsAsciiDigit(line[colon + 1]);
    }

    private static bool NextIsQuote(string[] lines, int at)
    {
        while (at < lines.Length && string.IsNullOrWhiteSpace(lines[at]))
        {
            at++;
        }

        return at < lines.Length && lines[at].StartsWith('>');
    }
}
