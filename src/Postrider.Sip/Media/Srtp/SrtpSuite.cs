namespace Postrider.Sip.Media.Srtp;

/// <summary>The suites of RFC 4568 that are spoken here.</summary>
internal static class SrtpSuite
{
    public const string Tag80 = "AES_CM_128_HMAC_SHA1_80";
    public const string Tag32 = "AES_CM_128_HMAC_SHA1_32";
    public const int KeyLength = 16;
    public const int SaltLength = 14;

    /// <summary>Reports carry ten bytes whatever the suite (RFC 3711, §5.2 and RFC 4568, §6.2).</summary>
    public const int ReportTagLength = 10;

    /// <summary>How many bytes of the digest a packet carries.</summary>
    /// <exception cref="ArgumentException">The suite or the key's length is not known: signalling may not agree on it.</exception>
    public static int TagLength(SrtpKey key)
    {
        if (key.KeyAndSalt.Length != KeyLength + SaltLength)
        {
            throw new ArgumentException($"A key of {key.Suite} has {KeyLength + SaltLength} bytes.", nameof(key));
        }

        return key.Suite switch
        {
            Tag80 => 10,
            Tag32 => 4,
            _ => throw new ArgumentException($"The suite {key.Suite} is not known.", nameof(key)),
        };
    }
}
