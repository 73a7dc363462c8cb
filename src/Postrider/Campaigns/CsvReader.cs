using System.Text;
using System.Text.Unicode;

namespace Postrider.Campaigns;

/// <summary>What is wrong with a row by itself.</summary>
internal enum CsvRowFault
{
    None,
    TooLong,
    TooManyColumns,
    TextAfterQuote,
    NotUtf8,
}

/// <summary>
/// Reads a CSV file row by row, holding no more than one of them: RFC 4180, with any of the three line ends and delimiters. Rows in
/// which nothing stands are passed over, yet counted, so that numbers are those that a spreadsheet shows.
/// </summary>
internal sealed class CsvReader
{
    public const int LongestRow = 64 * 1024;
    public const int LongestField = 16 * 1024;
    public const int MostColumns = 200;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[LongestRow];
    private readonly byte[] _row = new byte[LongestRow];
    private readonly int[] _ends = new int[MostColumns];
    private int _length;
    private int _at;
    private int _used;
    private byte _delimiter;
    private Place _place;
    private bool _hasBegun;
    private bool _hasText;

    private CsvReader(Stream stream) => _stream = stream;

    private enum Place
    {
        /// <summary>At a field's beginning, before a quotation mark that may come.</summary>
        Start,
        Plain,
        Quoted,

        /// <summary>Right behind a quotation mark in a quoted field: another one stands for itself.</summary>
        Quote,

        /// <summary>Behind a quoted field, where only blanks may be.</summary>
        Closed,

        /// <summary>Behind a carriage return, to which a line feed may belong.</summary>
        Return,
    }

    /// <summary>The number of the row that was read, from 1.</summary>
    public long Row { get; private set; }

    /// <summary>How many fields it has; those beyond the limit are not kept.</summary>
    public int Count { get; private set; }

    public CsvRowFault Fault { get; private set; }

    /// <summary>Whether a line end follows it. Without one the file may have been cut off there.</summary>
    public bool HasLineEnd { get; private set; }

    /// <summary>Whether the file ended within a quoted field.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Whether a byte came that text does not have.</summary>
    public bool HasNul { get; private set; }

    /// <summary>A field, without its quotation marks, until the next row is read.</summary>
    public ReadOnlySpan<byte> this[int index] => index >= Count ? default : _row.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    public static async Task<(CsvReader Reader, CampaignFileFault? Fault)> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var reader = new CsvReader(stream);
        while (reader._length < LongestRow && await reader.FillAsync(cancellationToken))
        {
        }

        var start = CsvStart.Read(reader._buffer.AsSpan(0, reader._length));
        (reader._at, reader._delimiter) = (start.Skip, start.Delimiter);
        return (reader, start.Fault);
    }

    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    /// <summary>False: that was all.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        do
        {
            Row++;
            (Count, _used, Fault, HasLineEnd, _hasBegun, _hasText) = (0, 0, CsvRowFault.None, true, false, false);
            while (!Scan())
            {
                if (!await FillAsync(cancellationToken))
                {
                    if (!_hasBegun)
                    {
                        return false;
                    }

                    (HasLineEnd, IsCutOff) = (false, _place == Place.Quoted);
                    EndField();
                    break;
                }
            }
        }
        while (!_hasText && !IsCutOff);

        // What was cut at the limit may end with half a character.
        if (Fault == CsvRowFault.None && !Utf8.IsValid(_row.AsSpan(0, _used)))
        {
            Fault = CsvRowFault.NotUtf8;
        }

        return true;
    }

    /// <summary>Goes on until the row ends (true) or more of the file is needed.</summary>
    private bool Scan()
    {
        while (_at < _length)
        {
            var rest = _buffer.AsSpan(_at, _length - _at);
            if (_place == Place.Return)
            {
                _at += rest[0] == '\n' ? 1 : 0;
                _place = Place.Start;
                continue;
            }

            _hasBegun = true;
            switch (_place)
            {
                case Place.Start when rest[0] == '"':
                    // Blanks before it are no part of the field.
                    _used = FieldStart;
                    _place = Place.Quoted;
                    _at++;
                    break;
                case Place.Start when rest[0] == ' ':
                    Take(rest[..1]);
                    break;
                case Place.Start or Place.Plain:
                    _place = Place.Plain;
                    Take(rest[..Until(rest.IndexOfAny(_delimiter, (byte)'\r', (byte)'\n'), rest)]);
                    if (_at < _length && End(_buffer[_at++]))
                    {
                        return true;
                    }

                    break;
                case Place.Quoted:
                    Take(rest[..Until(rest.IndexOf((byte)'"'), rest)]);
                    if (_at < _length)
                    {
                        _place = Place.Quote;
                        _at++;
                    }

                    break;
                case Place.Quote when rest[0] == '"':
                    _place = Place.Quoted;
                    Take(rest[..1]);
                    break;
                default:
                    if (AfterQuote(rest[0]))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private static int Until(int found, ReadOnlySpan<byte> rest) => found < 0 ? rest.Length : found;

    private bool AfterQuote(byte b)
    {
        if (b == _delimiter || b is (byte)'\r' or (byte)'\n')
        {
            _at++;
            return End(b);
        }

        if (b == ' ')
        {
            _place = Place.Closed;
            _at++;
        }
        else
        {
            // Where the field was meant to end is anybody's guess.
            Fail(CsvRowFault.TextAfterQuote);
            _place = Place.Plain;
        }

        return false;
    }

    /// <summary>The field ends, and with a line end the row.</summary>
    private bool End(byte b)
    {
        EndField();
        if (b == _delimiter)
        {
            return false;
        }

        _place = b == '\r' ? Place.Return : Place.Start;
        return true;
    }

    private void EndField()
    {
        _place = Place.Start;
        if (Count == MostColumns)
        {
            Fail(CsvRowFault.TooManyColumns);
            return;
        }

        _ends[Count++] = _used;
    }

    private int FieldStart => Count == 0 ? 0 : _ends[Count - 1];

    private void Take(ReadOnlySpan<byte> piece)
    {
        _at += piece.Length;
        _hasText |= piece.ContainsAnyExcept(" \t\r\n"u8);
        var room = Math.Min(LongestRow - _used, LongestField - (_used - FieldStart));
        if (piece.Length > room)
        {
            Fail(CsvRowFault.TooLong);
            piece = piece[..room];
        }

        piece.CopyTo(_row.AsSpan(_used));
        _used += piece.Length;
    }

    private void Fail(CsvRowFault fault) => Fault = Fault == CsvRowFault.None ? fault : Fault;

    /// <summary>Reads on behind what the buffer holds, or into it anew when all of that has been read; false: the file ends.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_at == _length)
        {
            (_at, _length) = (0, 0);
        }

        var count = await _stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
        HasNul |= _buffer.AsSpan(_length, count).Contains((byte)0);
        _length += count;
        return count > 0;
    }
}
