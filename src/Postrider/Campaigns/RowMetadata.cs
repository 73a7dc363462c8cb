using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Postrider.Campaigns;

/// <summary>Makes the metadata of a row out of its cells. For one file: its buffer is used again for each row.</summary>
internal sealed class RowMetadata(IReadOnlyList<(int Index, JsonEncodedText Name)> columns) : IDisposable
{
    /// <summary>In bytes, as JSON.</summary>
    public const int Largest = 16 * 1024;

    // What is said in a call and shown in a report is no script: letters of any language stay what they are.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _writer;

    /// <summary>Null: no cell holds anything. What is too large is told by its size alone.</summary>
    public JsonElement? Read(CsvReader row, out bool isTooLarge)
    {
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer, _options);
        _writer.Reset();
        _writer.WriteStartObject();
        var count = 0;
        foreach (var (index, name) in columns)
        {
            var cell = row[index];
            if (cell.ContainsAnyExcept(" \t\r\n"u8))
            {
                _writer.WriteString(name, cell);
                count++;
            }
        }

        _writer.WriteEndObject();
        _writer.Flush();
        isTooLarge = _buffer.WrittenCount > Largest;
        return count == 0 || isTooLarge ? null : JsonElement.Parse(_buffer.WrittenSpan);
    }

    public void Dispose() => _writer?.Dispose();
}
