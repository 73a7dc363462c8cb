using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>The picture that links a phone, as such servers send it: as it is, or in the base64 of a JSON member.</summary>
internal static class WebPicture
{
    private const int LargestPicture = 256 * 1024;
    private const string Inline = "base64,";

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null: it holds none.</summary>
    public static byte[]? Read(FarSideAnswer answer, string member)
    {
        var picture = IsPng(answer.Body) ? answer.Body : WebJson.Parse(answer.Body)?.Text(member) is { } text ? Decode(text) : null;
        return picture is not null && IsPng(picture) && picture.Length <= LargestPicture ? picture : null;
    }

    private static byte[]? Decode(string text)
    {
        var begin = text.IndexOf(Inline, StringComparison.Ordinal) is >= 0 and var at ? at + Inline.Length : 0;
        var picture = new byte[(text.Length - begin) / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(text.AsSpan(begin), picture, out var length) ? picture[..length] : null;
    }

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);
}
