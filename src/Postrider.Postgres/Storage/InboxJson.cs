using System.Text.Json.Serialization;
using Postrider.Inbox;

namespace Postrider.Postgres.Storage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<InboundFile>))]
internal sealed partial class InboxJson : JsonSerializerContext;
