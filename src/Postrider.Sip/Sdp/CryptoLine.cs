using System.Globalization;
using Postrider.Sip.Media;

namespace Postrider.Sip.Sdp;

/// <summary>An a=crypto line (RFC 4568) that can be used: one key, no index of keys, nothing left unprotected.</summary>
internal sealed record CryptoLine(int Number, SrtpKey Key)
{
    public static CryptoLine? Parse(string[] words)
    {
        if (words.Length != 3 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 999_999_999 || !words[2].StartsWith("inline:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // inline:<key>|<lifetime>|<index>:<length>; with an index the packets would look different.
        var parts = words[2]["inline:".Length..].Split('|');
        if (parts[0].Contains(';', StringComparison.Ordinal) || parts.Skip(1).Any(part => part.Contains(':', StringComparison.Ordinal)) || parts[0].Length > 128)
        {
            return null;
        }

        var bytes = new byte[96];
        return Convert.TryFromBase64String(parts[0], bytes, out var length) && length > 0 ? new CryptoLine(number, new SrtpKey(words[1], bytes[..length])) : null;
    }

    public static string Write(int number, SrtpKey key) => string.Create(CultureInfo.InvariantCulture, $"{number} {key.Suite} inline:{Convert.ToBase64String(key.KeyAndSalt.Span)}");
}
