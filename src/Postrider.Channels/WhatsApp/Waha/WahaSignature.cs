using System.Security.Cryptography;
using System.Text;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>How WAHA signs its webhooks: HMAC-SHA512 over the body as it came, in hexadecimal.</summary>
internal static class WahaSignature
{
    public const string Header = "X-Webhook-Hmac";
    public const string AlgorithmHeader = "X-Webhook-Hmac-Algorithm";

    private const string Algorithm = "sha512";

    public static bool IsGood(CallbackRequest request, string key)
    {
        if (!request.Headers.TryGetValue(Header, out var given) || given.Length != 2 * HMACSHA512.HashSizeInBytes
            || (request.Headers.TryGetValue(AlgorithmHeader, out var algorithm) && !algorithm.Equals(Algorithm, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        Span<byte> signed = stackalloc byte[HMACSHA512.HashSizeInBytes];
        return Convert.FromHexString(given, signed, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(signed, HMACSHA512.HashData(Encoding.UTF8.GetBytes(key), request.Body));
    }
}
