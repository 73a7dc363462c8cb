using System.Globalization;
using System.Text;

namespace Postrider.Mail.Imap;

public sealed partial class ImapSession
{
    private const int MostUids = 1_000_000;
    private const int LongestSearch = 12 * 1024 * 1024;
    private const int FetchedAtOnce = 300;
    private const int MostFlags = 64;
    private const int LongestFlag = 128;

    private static readonly string[] _dates = ["d-MMM-yyyy HH:mm:ss zzz", "d-MMM-yyyy H:mm:ss zzz", "d-MMM-yyyy HH:mm zzz"];

    /// <summary>The UIDs from this one on, rising.</summary>
    public async Task<IReadOnlyList<uint>> SearchSinceUidAsync(uint firstUid, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(firstUid);

        // With nothing that high, n:* means the last message, for * is the lower end then.
        var uids = await SearchAsync(new ImapCommand("UID SEARCH").Words(string.Create(CultureInfo.InvariantCulture, $"UID {firstUid}:*")), cancellationToken);
        return [.. uids.Where(uid => uid >= firstUid)];
    }

    /// <summary>The UIDs of the messages of whose header the server says that it contains the value, rising.</summary>
    public Task<IReadOnlyList<uint>> SearchHeaderAsync(string name, string value, CancellationToken cancellationToken)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("This is no header's name.", nameof(name));
        }

        var command = new ImapCommand("UID SEARCH");
        if (!Ascii.IsValid(value) && !_hasUtf8)
        {
            command.Words("CHARSET UTF-8");
        }

        return SearchAsync(command.Words("HEADER").String(name).String(value), cancellationToken);
    }

    /// <summary>What the server knows of these messages, rising by UID, without those that are gone.</summary>
    public async Task<IReadOnlyList<ImapSummary>> FetchSummariesAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken)
    {
        var wanted = new SortedSet<uint>(uids);
        if (wanted.Contains(0))
        {
            throw new ArgumentException("No message has the UID 0.", nameof(uids));
        }

        var found = new SortedDictionary<uint, ImapSummary>();
        foreach (var set in UidSet.Format([.. wanted], FetchedAtOnce))
        {
            await _dialogue.DoAsync(
                new ImapCommand("UID FETCH").Words(set).Words("(UID RFC822.SIZE INTERNALDATE FLAGS)"),
                new ImapAnswers
                {
                    Take = response =>
                    {
                        if (response.Is("FETCH") && Summary(ImapItems.Read(response)) is { } summary && wanted.Contains(summary.Uid))
                        {
                            found[summary.Uid] = summary;
                        }
                    },
                },
                cancellationToken);
        }

        return [.. found.Values];
    }

    private static ImapSummary? Summary(IReadOnlyDictionary<string, ImapValue> items)
    {
        if (ImapItems.Uid(items) is not { } uid || !items.TryGetValue("RFC822.SIZE", out var size) || !long.TryParse(size.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            return null;
        }

        DateTimeOffset? date = items.TryGetValue("INTERNALDATE", out var text) && DateTimeOffset.TryParseExact(text.Text.Trim(), _dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null;
        var flags = items.TryGetValue("FLAGS", out var list) ? list.Items.Where(flag => flag.Bytes.Length <= LongestFlag).Take(MostFlags).Select(flag => flag.Text) : [];
        return new ImapSummary(uid, bytes, date, new HashSet<string>(flags, StringComparer.OrdinalIgnoreCase));
    }

    private async Task<IReadOnlyList<uint>> SearchAsync(ImapCommand command, CancellationToken cancellationToken)
    {
        // What the search finds includes all that was told before it.
        _dialogue.HasNews = false;
        var uids = new List<uint>();
        await _dialogue.DoAsync(command, new ImapAnswers { Take = response => ImapItems.ReadSearch(response, uids, MostUids), Longest = LongestSearch }, cancellationToken);
        uids.Sort();
        return [.. uids.Distinct()];
    }
}
