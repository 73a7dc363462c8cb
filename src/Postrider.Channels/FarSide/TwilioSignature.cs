using System.Security.Cryptography;
using System.Text;

namespace Postrider.Channels.FarSide;

/// <summary>How Twilio, and carriers that speak its API, sign what they ask of us: HMAC-SHA1 over the address exactly as it was given, and every field's name and value in the order of their names.</summary>
internal static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    public static string Of(string authKey, string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var text = new StringBuilder(address);
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        // The protocol is what it is: others sign so, and as a MAC it holds.
#pragma warning disable CA5350
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(authKey), Encoding.UTF8.GetBytes(text.ToString())));
#pragma warning restore CA5350
    }

    public static bool IsGood(string? signature, string authKey, string address, IEnumerable<KeyValuePair<string, string>> fields) =>
        signature is { Length: > 0 and < 128 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Of(authKey, address, fields)));
}
