using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Postrider.Acceptance;

/// <summary>
/// Tells whether two JSON texts say the same: order of members, spacing, escapes and the writing of numbers do not count,
/// and of members with one name the last does. The hash is over an unambiguous canonical form, in which everything of
/// varying length carries its length.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The first half of the SHA-256 of the value's canonical form. The value's strings must be valid Unicode.</summary>
    public static Guid Hash(JsonElement value)
    {
        var sink = HashSink.Begin();
        Write(sink, value);
        return sink.End();
    }

    private static void Write(HashSink sink, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(sink, value);
                break;
            case JsonValueKind.Array:
                sink.Append((byte)'[');
                sink.AppendLength(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Write(sink, item);
                }

                break;
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
                WriteText(sink, raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : raw);
                break;
            case JsonValueKind.Number:
                CanonicalNumber.Write(sink, JsonMarshal.GetRawUtf8Value(value));
                break;
            default:
                sink.Append(value.ValueKind switch { JsonValueKind.True => (byte)'t', JsonValueKind.False => (byte)'f', _ => (byte)'0' });
                break;
        }
    }

    private static void WriteObject(HashSink sink, JsonElement value)
    {
        var count = value.GetPropertyCount();
        var members = ArrayPool<Member>.Shared.Rent(count);
        var sorted = members.AsSpan(0, count);
        var next = 0;
        foreach (var property in value.EnumerateObject())
        {
            sorted[next] = new Member(property, next);
            next++;
        }

        sorted.Sort();
        sink.Append((byte)'{');
        for (var i = 0; i < count; i++)
        {
            // Of equal names the sort leaves the last written last.
            if (i + 1 == count || sorted[i].CompareName(sorted[i + 1]) != 0)
            {
                WriteText(sink, sorted[i].Name);
                Write(sink, sorted[i].Property.Value);
            }
        }

        sink.Append((byte)'}');
        ArrayPool<Member>.Shared.Return(members, clearArray: true);
    }

    private static void WriteText(HashSink sink, ReadOnlySpan<byte> text)
    {
        sink.Append((byte)'"');
        sink.AppendLength(text.Length);
        sink.Append(text);
    }

    private readonly struct Member(JsonProperty property, int index) : IComparable<Member>
    {
        private readonly int _index = index;

        public JsonProperty Property { get; } = property;

        public ReadOnlySpan<byte> Name
        {
            get
            {
                var raw = JsonMarshal.GetRawUtf8PropertyName(Property);
                return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Property.Name) : raw;
            }
        }

        public int CompareName(Member other) => Name.SequenceCompareTo(other.Name);

        public int CompareTo(Member other) => CompareName(other) is var order and not 0 ? order : _index.CompareTo(other._index);
    }
}
