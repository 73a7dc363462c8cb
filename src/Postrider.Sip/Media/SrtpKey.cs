namespace Postrider.Sip.Media;

/// <summary>A master key and salt as SDES carries them (RFC 4568). No record: its text must not show them.</summary>
/// <param name="suite">For example <c>AES_CM_128_HMAC_SHA1_80</c>.</param>
/// <param name="keyAndSalt">30 bytes for the suites of AES-128.</param>
public sealed class SrtpKey(string suite, byte[] keyAndSalt)
{
    public string Suite { get; } = suite;

    public ReadOnlyMemory<byte> KeyAndSalt { get; } = keyAndSalt;
}
