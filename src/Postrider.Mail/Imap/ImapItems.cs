using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>What a FETCH or a SEARCH says.</summary>
internal static class ImapItems
{
    /// <summary>The items of a FETCH by their names in upper case; of several of one name the first.</summary>
    /// <exception cref="FormatException">It has none.</exception>
    public static IReadOnlyDictionary<string, ImapValue> Read(ImapResponse fetch)
    {
        if (fetch.Values() is not [{ Shape: ImapShape.List } list, ..])
        {
            throw new FormatException("A message comes without items.");
        }

        var items = new Dictionary<string, ImapValue>();
        for (var i = 0; i + 1 < list.Items.Count; i += 2)
        {
            items.TryAdd(list.Items[i].Text.ToUpperInvariant(), list.Items[i + 1]);
        }

        return items;
    }

    public static uint? Uid(IReadOnlyDictionary<string, ImapValue> items) => items.TryGetValue("UID", out var value) && UidSet.TryNumber(value.Text, out var uid) ? uid : null;

    /// <summary>Adds the UIDs of a SEARCH, in its old form or the new one; other responses have none.</summary>
    /// <exception cref="FormatException">They are none, or more than there may be.</exception>
    public static void ReadSearch(ImapResponse response, List<uint> uids, int most)
    {
        if (!response.Is("SEARCH") && !response.Is("ESEARCH"))
        {
            return;
        }

        var text = Encoding.ASCII.GetString(response.Data.Span);
        var isSet = false;
        foreach (var part in text.AsSpan().Split(' '))
        {
            var word = text.AsSpan()[part].Trim();
            if (response.Is("ESEARCH"))
            {
                if (isSet && !UidSet.TryParse(word, uids, most))
                {
                    throw new FormatException("A search found no set of messages.");
                }

                isSet = !isSet && word.Equals("ALL", StringComparison.OrdinalIgnoreCase);
            }
            else if (word.StartsWith('('))
            {
                // What follows is the state of the folder (CONDSTORE), not of messages.
                return;
            }
            else if (!word.IsEmpty)
            {
                uids.Add(UidSet.TryNumber(word, out var uid) && uids.Count < most ? uid : throw new FormatException("A search found what is no message."));
            }
        }
    }
}
