using System.Text;
using System.Text.Json;
using Postrider.Attempts;

namespace Postrider.Postgres.Storage;

/// <summary>A delivery as the finished job keeps it.</summary>
internal static class DeliveryJson
{
    public static string Write(Delivery delivery)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("resolved_action", delivery.ResolvedAction);
            writer.WriteString("message_id", delivery.MessageId);
            writer.WriteString("status", delivery.Status);
            foreach (var (name, value) in delivery.Facts ?? new Dictionary<string, string>())
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
