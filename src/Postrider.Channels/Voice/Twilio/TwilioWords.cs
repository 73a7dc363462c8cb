using System.Buffers;
using System.Text.Json;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>What a media stream is told by the side that says sound into it.</summary>
internal sealed class TwilioWords(string streamSid)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public ReadOnlyMemory<byte> Media(ReadOnlySpan<byte> sound)
    {
        using var json = Begin("media");
        json.WriteStartObject("media");
        json.WriteBase64String("payload", sound);
        json.WriteEndObject();
        return End(json);
    }

    /// <summary>Comes back once everything before it was played, or cleared.</summary>
    public ReadOnlyMemory<byte> Mark(string name)
    {
        using var json = Begin("mark");
        json.WriteStartObject("mark");
        json.WriteString("name", name);
        json.WriteEndObject();
        return End(json);
    }

    public ReadOnlyMemory<byte> Clear()
    {
        using var json = Begin("clear");
        return End(json);
    }

    private Utf8JsonWriter Begin(string name)
    {
        _buffer.ResetWrittenCount();
        var json = new Utf8JsonWriter(_buffer);
        json.WriteStartObject();
        json.WriteString("event", name);
        json.WriteString("streamSid", streamSid);
        return json;
    }

    /// <summary>Good until the next is written.</summary>
    private ReadOnlyMemory<byte> End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenMemory;
    }
}
