using Postrider.Accounts;
using Postrider.Storage;

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

    // So late some messages reach a far side itself, which then dates them by when they were written.
    private static readonly TimeSpan _overlap = TimeSpan.FromMinutes(10);

    // One message can be told at some length, and answers are of bounded size: then fewer are asked for at a time.
    private static readonly int[] _pageSizes = [25, 5];

    /// <summary>From when on it is listened to, where all until <paramref name="since"/> is heard. What is older than the account was never said to it.</summary>
    public static DateTimeOffset From(Account account, DateTimeOffset since) => since - account.CreatedAt > _overlap ? since - _overlap : account.CreatedAt < since ? account.CreatedAt : since;

    /// <param name="time">Bounds how long it takes.</param>
    /// <param name="since">When the span begins.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="least">The shortest span that the far side tells from its neighbours; of more than one look reads in that, the newest count.</param>
    /// <param name="look">Reads up to a moment; null: the far side could not be asked.</param>
    /// <param name="take">Takes messages in, the oldest first; false: what that needs of the far side could not be asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Up to when all is heard; null: the far side could not be asked.</returns>
    public static async Task<DateTimeOffset?> HearAsync<T>(
        TimeProvider time, DateTimeOffset since, DateTimeOffset until, TimeSpan least,
        Func<DateTimeOffset, CancellationToken, Task<History<T>?>> look, Func<IReadOnlyList<T>, CancellationToken, Task<bool>> take, CancellationToken cancellationToken)
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
                    return await take([.. found.Messages.Reverse()], either.Token) ? end : null;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>All pages, or as many as are read at once; null: one of them could not be asked.</summary>
    /// <param name="page">Reads so many messages, from where the page before said; null: from the newest.</param>
    public static async Task<History<T>?> ReadAsync<T>(Func<int, string?, Task<HistoryPage<T>?>> page)
    {
        foreach (var size in _pageSizes)
        {
            if (await ReadAsync(next => page(size, next)) is { } read)
            {
                return read;
            }
        }

        return null;
    }

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

    /// <summary>Those that the account has not taken in.</summary>
    public static async Task<IEnumerable<T>> NewAsync<T>(IInboxStore inbox, Account account, IReadOnlyList<T> messages, Func<T, string> idOf, CancellationToken cancellationToken)
    {
        var taken = await inbox.WhichTakenAsync(account.Workspace, account.AccountId, [.. messages.Select(idOf)], cancellationToken);
        return messages.Where(message => !taken.Contains(idOf(message)));
    }
}
