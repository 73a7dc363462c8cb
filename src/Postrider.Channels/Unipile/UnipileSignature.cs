using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Channels.Unipile;

/// <summary>How version 2 signs what it tells: HMAC-SHA256 over the moment, a point and the body as it came.</summary>
internal static class UnipileSignature
{
    public const string Header = "unipile-signature";

    // An event is told again for hours to whoever did not answer, and whether it is signed anew is not described. What was taken once is not taken again.
    private static readonly TimeSpan _oldest = TimeSpan.FromHours(24);
    private static readonly TimeSpan _ahead = TimeSpan.FromMinutes(5);

    /// <param name="header">Such as <c>t=1767605400,v0=5257a8…</c>.</param>
    /// <param name="secret">The endpoint's, from the dashboard.</param>
    /// <param name="body">As it came.</param>
    /// <param name="now">By which the moment may not be long ago.</param>
    public static bool IsGood(string? header, string secret, byte[] body, DateTimeOffset now)
    {
        if (header is not { Length: > 0 and <= 256 })
        {
            return false;
        }

        string? moment = null, said = null;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            moment = part.StartsWith("t=", StringComparison.Ordinal) ? part[2..] : moment;
            said = part.StartsWith("v0=", StringComparison.Ordinal) ? part[3..] : said;
        }

        return said is not null && long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 253_402_300_799 && DateTimeOffset.FromUnixTimeSeconds(seconds) is var at && at > now - _oldest && at < now + _ahead
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(moment!, secret, body)), Encoding.UTF8.GetBytes(said.ToLowerInvariant()));
    }

    private static string Of(string moment, string secret, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{moment}."), .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
