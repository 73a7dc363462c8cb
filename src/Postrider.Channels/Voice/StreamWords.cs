using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Postrider.Channels.Voice;

/// <summary>What a stream says of its call when it begins.</summary>
internal sealed record StreamStart(string StreamSid, string AccountSid, string CallSid, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Writes what is told to somebody else's agent, in the shape of Twilio's Media Streams: counts and times travel as strings.</summary>
internal sealed class StreamWords(StreamStart start)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private long _number;

    public ReadOnlyMemory<byte> Connected() => Write("connected", numbered: false, json =>
    {
        json.WriteString("protocol", "Call");
        json.WriteString("version", "1.0.0");
    });

    public ReadOnlyMemory<byte> Start() => Write("start", numbered: true, json =>
    {
        json.WriteStartObject("start");
        json.WriteString("streamSid", start.StreamSid);
        json.WriteString("accountSid", start.AccountSid);
        json.WriteString("callSid", start.CallSid);
        json.WriteStartArray("tracks");
        json.WriteStringValue("inbound");
        json.WriteEndArray();
        json.WriteStartObject("customParameters");
        foreach (var (name, value) in start.Parameters)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("mediaFormat");
        json.WriteString("encoding", "audio/x-mulaw");
        json.WriteNumber("sampleRate", 8000);
        json.WriteNumber("channels", 1);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <param name="sound">20 ms of it.</param>
    /// <param name="chunk">From one on.</param>
    public ReadOnlyMemory<byte> Media(byte[] sound, long chunk) => Write("media", numbered: true, json =>
    {
        json.WriteStartObject("media");
        json.WriteString("track", "inbound");
        json.WriteString("chunk", Text(chunk));
        json.WriteString("timestamp", Text((chunk - 1) * 20));
        json.WriteBase64String("payload", sound);
        json.WriteEndObject();
    });

    public ReadOnlyMemory<byte> Digit(string digit) => Write("dtmf", numbered: true, json =>
    {
        json.WriteStartObject("dtmf");
        json.WriteString("track", "inbound_track");
        json.WriteString("digit", digit);
        json.WriteEndObject();
    });

    public ReadOnlyMemory<byte> Mark(string name) => Write("mark", numbered: true, json =>
    {
        json.WriteStartObject("mark");
        json.WriteString("name", name);
        json.WriteEndObject();
    });

    public ReadOnlyMemory<byte> Stop() => Write("stop", numbered: true, json =>
    {
        json.WriteStartObject("stop");
        json.WriteString("accountSid", start.AccountSid);
        json.WriteString("callSid", start.CallSid);
        json.WriteEndObject();
    });

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What it gives is good until the next is written.</summary>
    private ReadOnlyMemory<byte> Write(string name, bool numbered, Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            if (numbered)
            {
                json.WriteString("sequenceNumber", Text(++_number));
            }

            write(json);
            if (numbered)
            {
                json.WriteString("streamSid", start.StreamSid);
            }

            json.WriteEndObject();
        }

        return _buffer.WrittenMemory;
    }
}
