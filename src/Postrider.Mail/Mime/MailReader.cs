using Postrider.Mail.Mime.Parsing;

namespace Postrider.Mail.Mime;

/// <summary>
/// Reads mails as the world sends them. Whatever the bytes are, it finds something in them: it throws nothing of its own, and holds no more than its limits and a small buffer.
/// </summary>
public sealed class MailReader
{
    private MailReader()
    {
    }

    public static async Task<ParsedMail> ReadAsync(Stream raw, MailLimits limits, CancellationToken cancellationToken)
    {
        var gathering = new MailGathering(limits);
        var walker = new PartWalker(limits, gathering);
        using var lines = new LineSource(raw);
        while (await lines.FillAsync(cancellationToken))
        {
            while (lines.TryNext(out var line))
            {
                walker.Take(line);
            }
        }

        walker.End();
        return gathering.ToMail(walker);
    }

    /// <summary>Copies the decoded content of one part. False: there is no such part. The target is not disposed.</summary>
    public static async Task<bool> CopyPartAsync(Stream raw, string partNumber, Stream target, MailLimits limits, CancellationToken cancellationToken)
    {
        var copy = new PartCopy(partNumber);
        var walker = new PartWalker(limits, copy);
        using var lines = new LineSource(raw);
        while (!copy.HasEnded && await lines.FillAsync(cancellationToken))
        {
            while (!copy.HasEnded && lines.TryNext(out var line))
            {
                walker.Take(line);
            }

            await copy.FlushAsync(target, cancellationToken);
        }

        walker.End();
        await copy.FlushAsync(target, cancellationToken);
        return copy.WasFound;
    }
}
