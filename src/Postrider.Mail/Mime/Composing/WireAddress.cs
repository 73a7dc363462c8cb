using System.Buffers;
using System.Globalization;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>What may stand as an address in a header and in an envelope. It is strict about what would change the meaning of either, and lenient about the rest.</summary>
internal static class WireAddress
{
    private static readonly SearchValues<char> _local = SearchValues.Create("!#$%&'*+-./0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> _domain = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> _literal = SearchValues.Create("-.:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly IdnMapping _idn = new() { AllowUnassigned = true };

    public static bool NeedsUtf8(string address) => !Ascii.IsValid(address.AsSpan(0, Math.Max(address.LastIndexOf('@'), 0)));

    /// <summary>The address with its domain in ASCII.</summary>
    public static bool TryRead(string address, out string wire)
    {
        wire = "";
        var at = address.LastIndexOf('@');
        if (at is < 1 or > 128 || address.Length - at > 255 || !IsLocal(address.AsSpan(0, at)) || !TryReadDomain(address, at + 1, out var domain))
        {
            return false;
        }

        wire = domain is null ? address : string.Concat(address.AsSpan(0, at + 1), domain);
        return true;
    }

    private static bool IsLocal(ReadOnlySpan<char> local) =>
        local[0] == '"' ? IsQuoted(local) : !local.ContainsAnyExcept(_local) || IsInternational(local);

    private static bool IsInternational(ReadOnlySpan<char> local)
    {
        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.IsAscii ? !_local.Contains((char)rune.Value) : rune == Rune.ReplacementChar || Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<char> local)
    {
        if (local.Length < 2 || local[^1] != '"')
        {
            return false;
        }

        var inner = local[1..^1];
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] is < ' ' or > '~' or '"' || (inner[i] == '\\' && (++i == inner.Length || inner[i] is < ' ' or > '~')))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="changed">The ASCII form, where it is another.</param>
    private static bool TryReadDomain(string address, int start, out string? changed)
    {
        changed = null;
        var domain = address.AsSpan(start);
        if (domain.Length == 0)
        {
            return false;
        }

        if (domain[0] == '[')
        {
            return domain.Length > 2 && domain[^1] == ']' && !domain[1..^1].ContainsAnyExcept(_literal);
        }

        if (!Ascii.IsValid(domain))
        {
            try
            {
                changed = _idn.GetAscii(address[start..].Normalize(NormalizationForm.FormKC).ToLowerInvariant());
                domain = changed;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        return domain[0] != '.' && domain[^1] != '.' && !domain.Contains("..", StringComparison.Ordinal) && !domain.ContainsAnyExcept(_domain);
    }
}
