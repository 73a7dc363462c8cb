using System.Globalization;
using System.Text;

namespace Postrider.Mail.Imap;

/// <summary>Sets of UIDs as IMAP writes them, such as <c>1:3,7</c>.</summary>
internal static class UidSet
{
    /// <summary>Rising UIDs in sets that each stand for at most <paramref name="most"/> messages, so that no command gets too long.</summary>
    public static IEnumerable<string> Format(IReadOnlyList<uint> rising, int most)
    {
        for (var begin = 0; begin < rising.Count; begin += most)
        {
            yield return Format(rising, begin, Math.Min(rising.Count, begin + most));
        }
    }

    /// <summary>Adds what a set stands for; false when it is no set, or stands for more than there may be.</summary>
    public static bool TryParse(ReadOnlySpan<char> set, List<uint> uids, int most)
    {
        foreach (var part in set.Split(','))
        {
            var range = set[part];
            var colon = range.IndexOf(':');
            var first = colon < 0 ? range : range[..colon];
            var last = colon < 0 ? range : range[(colon + 1)..];
            if (!TryNumber(first, out var from) || !TryNumber(last, out var to))
            {
                return false;
            }

            (from, to) = from <= to ? (from, to) : (to, from);
            if (to - (long)from >= most - uids.Count)
            {
                return false;
            }

            for (var uid = (long)from; uid <= to; uid++)
            {
                uids.Add((uint)uid);
            }
        }

        return true;
    }

    public static bool TryNumber(ReadOnlySpan<char> text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Format(IReadOnlyList<uint> rising, int begin, int end)
    {
        var text = new StringBuilder();
        for (var i = begin; i < end;)
        {
            var last = i;
            while (last + 1 < end && rising[last + 1] == rising[last] + 1)
            {
                last++;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{rising[i]}");
            if (last > i)
            {
                text.Append(CultureInfo.InvariantCulture, $":{rising[last]}");
            }

            i = last + 1;
        }

        return text.ToString();
    }
}
