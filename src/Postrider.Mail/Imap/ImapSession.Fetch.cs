using System.Globalization;

namespace Postrider.Mail.Imap;

public sealed partial class ImapSession
{
    /// <summary>
    /// Reads a message as it is, without marking it read, and hands it on piece by piece; a piece is valid until <paramref name="take"/> returns. Of a
    /// message of over <paramref name="largest"/> bytes only so much is read.
    /// </summary>
    public async Task<ImapFetched> FetchRawAsync(uint uid, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, long largest, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(uid);
        ArgumentOutOfRangeException.ThrowIfNegative(largest);

        // One byte more tells a message of just this size from a larger one. A count has 31 bits with some servers.
        largest = Math.Min(largest, int.MaxValue - 1);
        var body = new ImapBody(take, largest);
        var given = default(ImapValue);
        var end = await _dialogue.AskAsync(
            new ImapCommand("UID FETCH").Number(uid).Words(string.Create(CultureInfo.InvariantCulture, $"(UID BODY.PEEK[]<0.{largest + 1}>)")),
            new ImapAnswers
            {
                Take = response =>
                {
                    if (response.Is("FETCH") && ImapItems.Read(response) is var items && (items.ContainsKey("BODY[]") || items.ContainsKey("BODY[]<0>")))
                    {
                        if (ImapItems.Uid(items) != uid)
                        {
                            throw new FormatException("Another message came than was asked for.");
                        }

                        given ??= items.GetValueOrDefault("BODY[]") ?? items["BODY[]<0>"];
                    }
                },
                Body = body,
                Weight = largest,
            },
            cancellationToken);
        if (!end.Is("OK"))
        {
            return end.Is("NO") && end.Code == "EXPUNGEISSUED" ? ImapFetched.Gone : throw _dialogue.Failure("UID FETCH", end);
        }

        if (body.Came && given is null)
        {
            throw _dialogue.NotImap();
        }

        if (!body.Came && given is { Shape: ImapShape.String } small)
        {
            body.Begin();
            await body.TakeAsync(small.Bytes, cancellationToken);
        }

        return !body.Came ? ImapFetched.Gone : body.IsCut ? ImapFetched.Cut : ImapFetched.Whole;
    }
}
