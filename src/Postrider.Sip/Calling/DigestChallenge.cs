using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>What a 401 or 407 asks for (RFC 7616, RFC 8760), where it can be answered here.</summary>
internal sealed record DigestChallenge(string Realm, string Nonce, string? Opaque, string? Algorithm, bool HasQuality, bool IsStale)
{
    private static readonly string[] _best = ["SHA-256", "SHA-256-sess", "MD5", "MD5-sess"];

    /// <summary>The strongest of a response's challenges that is understood; null: none is.</summary>
    public static DigestChallenge? Of(SipResponse response) =>
        response.Headers.Lines(response.Code == 407 ? "Proxy-Authenticate" : "WWW-Authenticate").Take(16).Select(Parse).OfType<DigestChallenge>().MinBy(Rank);

    public static DigestChallenge? Parse(string text)
    {
        text = text.Trim();
        if (!text.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parameters = ParameterList.Parse(text.AsSpan("Digest ".Length), ',');
        var algorithm = parameters["algorithm"];
        var quality = parameters["qop"];
        var hasQuality = quality?.Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase) ?? false;
        return parameters["realm"] is { } realm && parameters["nonce"] is { } nonce && (hasQuality || string.IsNullOrEmpty(quality)) && (algorithm is null || RankOf(algorithm) < _best.Length)
            ? new DigestChallenge(realm, nonce, parameters["opaque"], algorithm, hasQuality, "true".Equals(parameters["stale"], StringComparison.OrdinalIgnoreCase))
            : null;
    }

    private static int Rank(DigestChallenge challenge) => RankOf(challenge.Algorithm ?? "MD5");

    private static int RankOf(string algorithm) => Array.FindIndex(_best, known => known.Equals(algorithm, StringComparison.OrdinalIgnoreCase)) is >= 0 and var rank ? rank : _best.Length;
}
