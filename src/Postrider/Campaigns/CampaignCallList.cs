using System.Runtime.InteropServices;
using System.Text.Json;

namespace Postrider.Campaigns;

/// <summary>The calls of a campaign as a list in JSON: <c>{to, metadata?, time_zone?}</c> each.</summary>
public static class CampaignCallList
{
    /// <param name="calls">A list whose texts are valid Unicode without NUL. What is read refers to it.</param>
    /// <param name="numbers">Of this reading alone.</param>
    public static IAsyncEnumerable<CampaignRow> ReadAsync(JsonElement calls, CampaignNumberReader numbers) =>
        calls.EnumerateArray().Select((call, index) => Row(index + 1, call, numbers)).ToAsyncEnumerable();

    private static CampaignRow Row(long row, JsonElement call, CampaignNumberReader numbers)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return new RejectedRow(row, RowText.Number(call.GetRawText()), RowReason.MalformedRow, "Each call must be an object with the number in to.");
        }

        var to = Text(call, "to");
        var number = numbers.Read(to, Text(call, "time_zone"));
        if (number.To is null)
        {
            return new RejectedRow(row, RowText.Number(to), number.Reason, number.Detail);
        }

        var metadata = call.TryGetProperty("metadata", out var given) && given.ValueKind != JsonValueKind.Null ? given : (JsonElement?)null;
        return metadata is { } data && !IsMetadata(data)
            ? new RejectedRow(row, RowText.Number(to), RowReason.InvalidMetadata, "metadata must be an object of at most 16 KiB whose values are texts, numbers, true, false or null.")
            : new CampaignNumber(row, number.To, number.Zones, metadata);
    }

    private static bool IsMetadata(JsonElement metadata) =>
        metadata.ValueKind == JsonValueKind.Object
        && JsonMarshal.GetRawUtf8Value(metadata).Length <= RowMetadata.Largest
        && metadata.EnumerateObject().All(member => member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));

    // A value of another kind is read as it is written: the sentence that refuses it then shows it.
    private static string Text(JsonElement call, string name) =>
        !call.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? "" : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
