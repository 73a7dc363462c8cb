using System.Text.Json.Serialization;
using Postrider.Jobs;

namespace Postrider.Channels.Sandbox;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobContent))]
internal sealed partial class SandboxJson : JsonSerializerContext;
