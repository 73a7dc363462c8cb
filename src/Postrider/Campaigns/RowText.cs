using System.Text;

namespace Postrider.Campaigns;

/// <summary>What is shown of text that was handed in.</summary>
internal static class RowText
{
    private const int LongestNumber = 64;

    /// <summary>A number as it was handed in, for whoever looks for it in the file.</summary>
    public static string Number(string text) => Cut(text.Trim(), LongestNumber);

    /// <summary>At most so many characters, none of them half and none that the store cannot keep.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)))
        {
            return text;
        }

        var cut = new StringBuilder(Math.Min(text.Length, longest) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (cut.Length + rune.Utf16SequenceLength > longest)
            {
                return cut.Append('…').ToString();
            }

            cut.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return cut.ToString();
    }
}
