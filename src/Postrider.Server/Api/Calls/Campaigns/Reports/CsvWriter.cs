using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>Writes rows in the form of RFC 4180, a piece at a time, so that a reader who is slow holds up the writer and nothing piles up.</summary>
internal sealed class CsvWriter(PipeWriter into)
{
    private const int Piece = 32 * 1024;

    // Quoted as well: what spreadsheets of other countries part cells by.
    private static readonly SearchValues<char> _quoted = SearchValues.Create(",;\t\r\n\"");
    private static readonly SearchValues<char> _formula = SearchValues.Create("=+-@\t\r\n");
    private bool _isInRow;

    /// <summary>Tells spreadsheets that what follows is UTF-8.</summary>
    public void Mark() => into.Write(Encoding.UTF8.Preamble);

    /// <summary>A value of ours.</summary>
    public void Value(string? value)
    {
        Next();
        Write(value ?? "", isText: false);
    }

    public void Value(double? value) => Value(value?.ToString(CultureInfo.InvariantCulture));

    public void Value(DateTimeOffset? value) => Value(value is { } time ? WireTime.Text(time) : null);

    public void Value(bool value) => Value(value ? "true" : "false");

    /// <summary>A text that somebody else wrote. A spreadsheet would calculate what begins like a formula; after an apostrophe it shows it.</summary>
    public void Text(string? text)
    {
        Next();
        Write(text ?? "", isText: true);
    }

    public async ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        into.Write("\r\n"u8);
        _isInRow = false;
        if (into.UnflushedBytes >= Piece)
        {
            await into.FlushAsync(cancellationToken);
        }
    }

    private void Next()
    {
        if (_isInRow)
        {
            into.Write(","u8);
        }

        _isInRow = true;
    }

    private void Write(string value, bool isText)
    {
        var guard = isText && value.Length > 0 && _formula.Contains(value[0]) ? "'" : "";
        var text = value.AsSpan().ContainsAny(_quoted) ? $"\"{guard}{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : $"{guard}{value}";
        Encoding.UTF8.GetBytes(text, into);
    }
}
