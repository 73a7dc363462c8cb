using System.Text;

namespace Postrider.Contacts;

/// <summary>
/// What a search looks through, and for. Lower case, one blank in front of every word. The store's index knows ASCII alone, so every other character is
/// written as four capitals: the first of A–F, the others of G–Z, so that no search can begin inside of one.
/// </summary>
public static class SearchText
{
    public const int LongestTerm = 200;

    // Below this, a term is looked for at the beginning of words only: in the middle of words it would find nearly everybody.
    private const int ShortTerm = 3;

    private static readonly ContactField[] _fields =
        [ContactField.FirstName, ContactField.LastName, ContactField.Email, ContactField.Company, ContactField.Title, ContactField.Phone, ContactField.Phone2];

    public static bool Covers(ContactField field) => Array.IndexOf(_fields, field) >= 0;

    public static string Of(Contact contact)
    {
        var text = new StringBuilder(128);
        foreach (var field in _fields)
        {
            Append(text, contact[field]);
        }

        if (contact[ContactField.LinkedInUrl] is { } page && RecipientAddress.LinkedIn(page) is { } address)
        {
            Append(text, RecipientAddress.Bare(address));
        }

        return text.ToString();
    }

    /// <summary>The pattern of <c>like</c> for a term; null: the term is blank.</summary>
    public static string? Pattern(string term)
    {
        var text = new StringBuilder(term.Length + 8);
        Append(text, term);
        if (text.Length == 0)
        {
            return null;
        }

        var isShort = term.Trim().Length < ShortTerm;
        var coded = isShort ? text.ToString() : text.ToString(1, text.Length - 1);
        return $"%{coded.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
    }

    /// <summary>Whether the store's index can find anything by this pattern: it knows letters and digits alone.</summary>
    public static bool IsIndexed(string pattern) => pattern.Any(char.IsAsciiLetterOrDigit);

    private static void Append(StringBuilder text, string? value)
    {
        var inWord = false;
        foreach (var c in Accents.Compose((value ?? "").ToLowerInvariant()))
        {
            if (char.IsWhiteSpace(c))
            {
                inWord = false;
                continue;
            }

            if (!inWord)
            {
                text.Append(' ');
                inWord = true;
            }

            if (char.IsAscii(c))
            {
                text.Append(c);
            }
            else
            {
                // Six by twenty by twenty by twenty are 48,000: beyond, two characters share one code, and a search finds a little more.
                var rest = c % 48_000;
                text.Append((char)('A' + (rest / 8000))).Append((char)('G' + (rest / 400 % 20))).Append((char)('G' + (rest / 20 % 20))).Append((char)('G' + (rest % 20)));
            }
        }
    }
}
