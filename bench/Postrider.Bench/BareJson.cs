using System.Text.Json;
using System.Text.Json.Serialization;

namespace Postrider.Bench;

internal sealed record Dispatch(
    string AccountId,
    string Channel,
    string Action,
    Recipient Recipient,
    Content Content,
    JsonElement? Metadata,
    double? MinChannelTaskIntervalSeconds);

internal sealed record Recipient(string? Address, string? Name, string? ProfileUrl, string? Phone);

internal sealed record Content(string? Subject, string? Text, string? Html, JsonElement? Attachments);

internal sealed record Accepted(bool Ok, string RequestId, AcceptedItem Item);

internal sealed record AcceptedItem(string Id, string Status, string Action, string Channel, string ScheduledAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Dispatch))]
[JsonSerializable(typeof(Accepted))]
internal sealed partial class BareJson : JsonSerializerContext;
