namespace Postrider.Mail.Smtp;

/// <summary>A mail as it goes over the wire after DATA: a dot before every line that begins with one, and the line with a dot alone at the end.</summary>
internal static class DotStuffing
{
    public static byte[] Apply(ReadOnlySpan<byte> content)
    {
        var ended = content.EndsWith("\r\n"u8) || content.IsEmpty;
        var stuffed = GC.AllocateUninitializedArray<byte>(content.Length + Count(content) + (ended ? 3 : 5));
        var target = stuffed.AsSpan();
        if (content.StartsWith("."u8))
        {
            target[0] = (byte)'.';
            target = target[1..];
        }

        for (var next = content.IndexOf("\n."u8); next >= 0; next = content.IndexOf("\n."u8))
        {
            content[..(next + 2)].CopyTo(target);
            target[next + 2] = (byte)'.';
            target = target[(next + 3)..];
            content = content[(next + 2)..];
        }

        content.CopyTo(target);
        (ended ? ".\r\n"u8 : "\r\n.\r\n"u8).CopyTo(target[content.Length..]);
        return stuffed;
    }

    private static int Count(ReadOnlySpan<byte> content) => content.Count("\n."u8) + (content.StartsWith("."u8) ? 1 : 0);
}
