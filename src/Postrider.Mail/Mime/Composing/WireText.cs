using System.Buffers;
using System.Text;

namespace Postrider.Mail.Mime.Composing;

/// <summary>What people wrote, made fit to stand in a header.</summary>
internal static class WireText
{
    private static readonly SearchValues<char> _id = SearchValues.Create("!\"#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> _name = SearchValues.Create("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");

    public static bool IsPrintable(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(' ', '~') < 0;

    /// <summary>Whether it can stand between the angle brackets of an id.</summary>
    public static bool IsId(ReadOnlySpan<char> id) => id.Length is > 0 and <= 900 && !id.ContainsAnyExcept(_id);

    public static bool IsHeaderName(ReadOnlySpan<char> name) => name.Length is > 0 and <= 100 && !name.ContainsAnyExcept(_name);

    /// <summary>Each run of control characters becomes one space; both ends are trimmed.</summary>
    public static string Clean(string text)
    {
        if (IsPrintable(text))
        {
            return text.Trim(' ');
        }

        var clean = new StringBuilder(text.Length);
        var wasControl = false;
        foreach (var character in text)
        {
            var isControl = char.IsControl(character) || character is '\u2028' or '\u2029';
            if (!isControl)
            {
                clean.Append(character);
            }
            else if (!wasControl)
            {
                clean.Append(' ');
            }

            wasControl = isControl;
        }

        return clean.ToString().Trim(' ');
    }
}
