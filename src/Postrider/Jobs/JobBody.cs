using System.Text.Json;
using System.Text.Json.Serialization;

namespace Postrider.Jobs;

/// <summary>What a job carries to its driver, in one form for all dialects.</summary>
public sealed record JobBody
{
    public required JobRecipient Recipient { get; init; }

    public required JobContent Content { get; init; }

    public JsonElement? Metadata { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JobBodyJson.Default.JobBody);

    public static JobBody Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, JobBodyJson.Default.JobBody)!;
}

public sealed record JobRecipient
{
    public string? Address { get; init; }

    public string? Name { get; init; }

    public string? ProfileUrl { get; init; }

    public string? Phone { get; init; }
}

public sealed record JobContent
{
    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<JobAttachment>? Attachments { get; init; }

    /// <summary>What a post must be about to be liked; only for post-likes.</summary>
    public PostWish? Post { get; init; }
}

/// <summary>A file that lies in the content store under its hash.</summary>
public sealed record JobAttachment(string Filename, string? ContentType, string Sha256, long Size);

public sealed record PostWish(string Topic, int Limit, string? Locale);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobBody))]
internal sealed partial class JobBodyJson : JsonSerializerContext;
