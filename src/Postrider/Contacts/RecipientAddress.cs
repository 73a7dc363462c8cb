using System.Globalization;

namespace Postrider.Contacts;

/// <summary>
/// The normal form of an address, by which recipients compare: mail in lower case, LinkedIn by its <c>/in/</c> slug, phones by their digits.
/// The prefix keeps the kinds apart.
/// </summary>
public static class RecipientAddress
{
    public const int LongestContactId = 128;

    /// <summary>Null when the text cannot be an address of mail.</summary>
    public static string? Mail(string text)
    {
        text = text.Trim();
        var at = text.LastIndexOf('@');
        if (at < 1 || at == text.Length - 1 || text.Length > 254 || at > 64)
        {
            return null;
        }

        var local = text.AsSpan(0, at);
        var domain = text.AsSpan(at + 1);
        return IsLocalPart(local) && IsDomain(domain) ? $"mail:{Accents.Compose(text.ToLowerInvariant())}" : null;
    }

    /// <summary>Null when the text is not the page of a person: <c>/in/…</c> on linkedin.com or a country's subdomain.</summary>
    public static string? LinkedIn(string text)
    {
        text = text.Trim();
        if (text.Length > 2048 || !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https") || !address.IsDefaultPort || address.UserInfo.Length > 0 || !IsLinkedInHost(address.IdnHost))
        {
            return null;
        }

        var segments = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length < 2 || !segments[0].Equals("in", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var slug = Uri.UnescapeDataString(segments[1]).Trim();
        return slug.Length is 0 or > 200 || slug.Any(c => char.IsControl(c) || c is '/' or '\\') ? null : $"linkedin:{Accents.Compose(slug.ToLowerInvariant())}";
    }

    /// <summary>A number in E.164 by its digits, any other contact identifier as it is; null when blank, too long or with control characters.</summary>
    public static string? Phone(string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > LongestContactId || text.Any(char.IsControl))
        {
            return null;
        }

        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        var isNumber = text[0] == '+' && digits.Length is >= 7 and <= 15 && digits[0] != '0' && text.Skip(1).All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '(' or ')' or '.');
        return isNumber ? $"phone:+{digits}" : $"id:{text}";
    }

    /// <summary>The normal form of an address of any kind, for suppressions typed by a person; null when it is none.</summary>
    public static string? Any(string text) =>
        text.Contains("linkedin.", StringComparison.OrdinalIgnoreCase) && text.Contains("://", StringComparison.Ordinal) ? LinkedIn(text)
        : text.Contains('@', StringComparison.Ordinal) ? Mail(text) ?? Phone(text)
        : Phone(text);

    /// <summary>The address without the prefix of its kind.</summary>
    public static string Bare(string address) => address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static bool IsLinkedInHost(string host)
    {
        if (host.Equals("linkedin.com", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!host.EndsWith(".linkedin.com", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var sub = host[..^".linkedin.com".Length];
        return sub.Equals("www", StringComparison.OrdinalIgnoreCase) || sub.Equals("m", StringComparison.OrdinalIgnoreCase) || (sub.Length == 2 && sub.All(char.IsAsciiLetter));
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.')
        {
            return false;
        }

        for (var i = 0; i < local.Length; i++)
        {
            var c = local[i];
            var usual = char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal) || (c > 127 && !char.IsControl(c) && !char.IsWhiteSpace(c));
            if (!usual || (c == '.' && i > 0 && local[i - 1] == '.'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.Length > 253)
        {
            return false;
        }

        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var c in label)
            {
                var usual = char.IsAsciiLetterOrDigit(c) || c == '-' || (c > 127 && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.Format));
                if (!usual)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
