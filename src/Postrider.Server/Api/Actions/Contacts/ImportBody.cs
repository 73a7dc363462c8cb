using System.Buffers;
using System.Text.Json;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>
/// Reads the body of an import from a file, one item after another, holding no more than one of them. What it hands out belongs to
/// whoever asked. The body is read twice: members may come in any order, and the options must be known before the first item counts.
/// </summary>
internal sealed class ImportBody(Stream file) : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>An item, or the options, may be so long.</summary>
    public const int LargestValue = 1024 * 1024;

    private static readonly JsonReaderOptions _options = new() { MaxDepth = 64 };

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;
    private int _read;
    private bool _isEnd;
    private JsonReaderState _state = new(_options);
    private Place _place = Place.Start;

    private enum Place
    {
        Start,
        Members,
        Items,
        End,
    }

    /// <summary>The next item, or the options; null: that was all.</summary>
    /// <exception cref="JsonException">The body is no JSON that makes sense here.</exception>
    public async ValueTask<Part?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Step(out var part) is { } done)
            {
                if (done)
                {
                    return part;
                }

                continue;
            }

            if (_isEnd)
            {
                throw new JsonException("it ends too early");
            }

            await FillAsync(cancellationToken);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>True: a part, or the end. False: go on. Null: more of the file is needed.</summary>
    private bool? Step(out Part? part)
    {
        part = null;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_read, _length - _read), _isEnd, _state);
        if (_place == Place.End)
        {
            // Nothing but blanks may follow; the reader itself sees to it.
            return !reader.Read() && _isEnd ? true : null;
        }

        if (!reader.Read())
        {
            return null;
        }

        switch (_place, reader.TokenType)
        {
            case (Place.Start, JsonTokenType.StartObject):
                _place = Place.Members;
                break;
            case (Place.Members, JsonTokenType.EndObject):
                _place = Place.End;
                break;
            case (Place.Members, JsonTokenType.PropertyName):
                return Member(ref reader, out part);
            case (Place.Items, JsonTokenType.EndArray):
                _place = Place.Members;
                break;
            case (Place.Items, _):
                return Value(ref reader, isItem: true, out part);
            default:
                throw new JsonException("it holds another kind of value");
        }

        Keep(ref reader);
        return false;
    }

    private bool? Member(ref Utf8JsonReader reader, out Part? part)
    {
        part = null;
        var isItems = reader.ValueTextEquals("items"u8);
        var isOptions = reader.ValueTextEquals("options"u8);
        if (!reader.Read())
        {
            return null;
        }

        if (isItems)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException("items must be a list");
            }

            _place = Place.Items;
            Keep(ref reader);
            return false;
        }

        var read = Value(ref reader, isItem: false, out part);
        if (read == true && !isOptions)
        {
            part!.Dispose();
            part = null;
            return false;
        }

        return read;
    }

    private bool? Value(ref Utf8JsonReader reader, bool isItem, out Part? part)
    {
        part = null;
        var from = (int)reader.TokenStartIndex;
        if (!JsonDocument.TryParseValue(ref reader, out var document))
        {
            return null;
        }

        if (JsonText.Fault(_buffer.AsSpan(_read + from, (int)reader.BytesConsumed - from)) is { } fault)
        {
            document.Dispose();
            throw new JsonException(fault);
        }

        part = new Part(isItem, document);
        Keep(ref reader);
        return true;
    }

    private void Keep(ref Utf8JsonReader reader)
    {
        _read += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_read > 0)
        {
            _buffer.AsSpan(_read, _length - _read).CopyTo(_buffer);
            _length -= _read;
            _read = 0;
        }

        if (_length == _buffer.Length)
        {
            if (_length >= LargestValue)
            {
                throw new JsonException("an item is too long");
            }

            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var count = await file.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
        _isEnd = count == 0;
        _length += count;
    }

    /// <summary>An item, or else the value of the options.</summary>
    internal sealed record Part(bool IsItem, JsonDocument Document) : IDisposable
    {
        public void Dispose() => Document.Dispose();
    }
}
