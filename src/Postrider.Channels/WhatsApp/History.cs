namespace Postrider.Channels.WhatsApp;

/// <summary>What was written in a span of time, as far as it was read.</summary>
/// <param name="Messages">The newest first.</param>
/// <param name="IsWhole">Whether there is no more of it.</param>
internal sealed record History<T>(IReadOnlyList<T> Messages, bool IsWhole);

/// <summary>One page of a history, the newest first.</summary>
/// <param name="Next">What the next page is asked for by; null: there is none.</param>
internal sealed record HistoryPage<T>(IReadOnlyList<T> Messages, string? Next);

/// <summary>
/// Hears what came in while nobody listened from far sides that tell the newest first, page by page. It is taken in the other way round, as it was written. Of what is too much
/// for once the older part is heard, and the rest the next time.
/// </summary>
internal static class History
{
    public const int MostPages = 40;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <param name="time">Bounds how long it takes.</param>
    /// <param name="since">When the span begins.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="least">The shortest span that the far side tells from its neighbours; of more than one look reads in that, the newest count.</param>
    /// <param name="look">Reads a span; null: the far side could not be asked.</param>
    /// <param name="take">Takes one message in; false: what that needs of the far side could not be asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Up to when all is heard; null: the far side could not be asked.</returns>
    public static async Task<DateTimeOffset?> HearAsync<T>(
        TimeProvider time, DateTimeOffset since, DateTimeOffset until, TimeSpan least,
        Func<DateTimeOffset, CancellationToken, Task<History<T>?>> look, Func<T, CancellationToken, Task<bool>> take, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            for (var end = until; ; end = since + ((end - since) / 2))
            {
                if (await look(end, either.Token) is not { } found)
                {
                    return null;
                }

                if (found.IsWhole || end - since <= least)
                {
                    return await TakeAllAsync(found.Messages, take, either.Token) ? end : null;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>All pages, or as many as are read at once; null: one of them could not be asked.</summary>
    /// <param name="page">Reads the page that the one before named; null: the first.</param>
    public static async Task<History<T>?> ReadAsync<T>(Func<string?, Task<HistoryPage<T>?>> page)
    {
        var messages = new List<T>();
        string? next = null;
        for (var read = 0; read < MostPages; read++)
        {
            if (await page(next) is not { } found)
            {
                return null;
            }

            messages.AddRange(found.Messages);
            next = found.Next;
            if (next is null)
            {
                return new History<T>(messages, true);
            }
        }

        return new History<T>(messages, false);
    }

    private static async Task<bool> TakeAllAsync<T>(IReadOnlyList<T> messages, Func<T, CancellationToken, Task<bool>> take, CancellationToken cancellationToken)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (!await take(messages[i], cancellationToken))
            {
                return false;
            }
        }

        return true;
    }
}
