using System.Buffers;
using System.Text;
using Postrider.Mail.Wire;

namespace Postrider.Mail.Imap;

/// <summary>Reads responses from the wire, each whole, with its literals in their places.</summary>
internal sealed class ImapReader(MailWire wire, MailHost host)
{
    /// <summary>As long as any response may be, but for those that say otherwise.</summary>
    public const int Longest = 64 * 1024;

    /// <param name="longest">Lines and literals of the response together.</param>
    /// <param name="body">Takes the literal of the first <c>BODY[]</c>, which does not count.</param>
    public async ValueTask<ImapResponse> ReadAsync(int longest, ImapBody? body, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> line = await wire.ReadLineBytesAsync(longest, cancellationToken);
        if (line.Length > Longest && !IsSearch(line.Span))
        {
            throw NotImap();
        }

        try
        {
            return ImapResponse.Parse(ImapParser.AnnouncesLiteral(line.Span, out _, out _) && ImapResponse.MayHaveLiterals(line) ? await JoinAsync(line, longest, body, cancellationToken) : line);
        }
        catch (FormatException)
        {
            throw NotImap();
        }
    }

    /// <summary>It does not say what came: that might be what another service tells only to those who may reach it.</summary>
    public ImapException NotImap() => new(ImapFault.Protocol, $"{host} does not speak IMAP, or not well enough.");

    private async ValueTask<ReadOnlyMemory<byte>> JoinAsync(ReadOnlyMemory<byte> line, int longest, ImapBody? body, CancellationToken cancellationToken)
    {
        var joined = new ArrayBufferWriter<byte>(Math.Max(line.Length, 1));
        while (ImapParser.AnnouncesLiteral(line.Span, out var begin, out var length))
        {
            if (body is { Came: false } && AnnouncesBody(line.Span[..begin]))
            {
                body.Begin();
                await wire.ReadBytesAsync(length, body.TakeAsync, cancellationToken);
                joined.Write(line.Span[..begin]);
                joined.Write("NIL"u8);
            }
            else
            {
                if (length > longest - joined.WrittenCount - line.Length)
                {
                    throw NotImap();
                }

                joined.Write(line.Span);
                joined.Write("\r\n"u8);
                await wire.ReadBytesAsync(
                    length,
                    (piece, _) =>
                    {
                        joined.Write(piece.Span);
                        return ValueTask.CompletedTask;
                    },
                    cancellationToken);
            }

            // A response that is as long as it may be still has an end.
            line = await wire.ReadLineBytesAsync(Math.Max(longest - joined.WrittenCount, 16), cancellationToken);
        }

        joined.Write(line.Span);
        return joined.WrittenMemory;
    }

    private static bool IsSearch(ReadOnlySpan<byte> line)
    {
        var word = line.TrimStart("* "u8);
        return Ascii.EqualsIgnoreCase(word[..6], "SEARCH") || Ascii.EqualsIgnoreCase(word[..7], "ESEARCH");
    }

    private static bool AnnouncesBody(ReadOnlySpan<byte> before)
    {
        before = before.TrimEnd((byte)' ');
        return Ends(before, "BODY[]") || Ends(before, "BODY[]<0>");
    }

    private static bool Ends(ReadOnlySpan<byte> line, string word) => line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[^word.Length..], word);
}
