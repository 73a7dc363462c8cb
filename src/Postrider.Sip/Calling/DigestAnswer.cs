using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Calling;

/// <summary>Answers a challenge (RFC 2617, RFC 7616).</summary>
internal static class DigestAnswer
{
    /// <summary>The header's value.</summary>
    public static string Write(DigestChallenge challenge, string username, string password, string method, string uri, int count, string clientNonce)
    {
        var text = new StringBuilder("Digest username=").Append(MessageWriter.Quote(username));
        text.Append(", realm=").Append(MessageWriter.Quote(challenge.Realm));
        text.Append(", nonce=").Append(MessageWriter.Quote(challenge.Nonce));
        text.Append(", uri=").Append(MessageWriter.Quote(uri));
        text.Append(CultureInfo.InvariantCulture, $", response=\"{Response(challenge, username, password, method, uri, count, clientNonce)}\"");
        if (challenge.Algorithm is { } algorithm)
        {
            text.Append(", algorithm=").Append(algorithm);
        }

        if (challenge.Opaque is { } opaque)
        {
            text.Append(", opaque=").Append(MessageWriter.Quote(opaque));
        }

        if (challenge.HasQuality)
        {
            text.Append(CultureInfo.InvariantCulture, $", qop=auth, cnonce=\"{clientNonce}\", nc={count:x8}");
        }
        else if (IsOfSession(challenge))
        {
            text.Append(CultureInfo.InvariantCulture, $", cnonce=\"{clientNonce}\"");
        }

        return text.ToString();
    }

    public static string Response(DigestChallenge challenge, string username, string password, string method, string uri, int count, string clientNonce)
    {
        var isSha = challenge.Algorithm?.StartsWith("SHA-256", StringComparison.OrdinalIgnoreCase) ?? false;
        var secret = Hash(isSha, $"{username}:{challenge.Realm}:{password}");
        if (IsOfSession(challenge))
        {
            secret = Hash(isSha, $"{secret}:{challenge.Nonce}:{clientNonce}");
        }

        var request = Hash(isSha, $"{method}:{uri}");
        return Hash(isSha, challenge.HasQuality ? string.Create(CultureInfo.InvariantCulture, $"{secret}:{challenge.Nonce}:{count:x8}:{clientNonce}:auth:{request}") : $"{secret}:{challenge.Nonce}:{request}");
    }

    private static bool IsOfSession(DigestChallenge challenge) => challenge.Algorithm?.EndsWith("-sess", StringComparison.OrdinalIgnoreCase) ?? false;

    [SuppressMessage("Security", "CA5351", Justification = "MD5 is what most trunks ask for; where they offer SHA-256 too, that is taken.")]
    private static string Hash(bool isSha, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(isSha ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }
}
