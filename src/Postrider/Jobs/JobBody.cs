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

    /// <summary>Whether the mail carries a way to unsubscribe.</summary>
    public bool? Unsubscribe { get; init; }

    /// <summary>The words of a line at the mail's end that unsubscribes; null: no such line.</summary>
    public string? UnsubscribeText { get; init; }

    /// <summary>A mail's further recipients, whom everybody sees.</summary>
    public IReadOnlyList<string>? Cc { get; init; }

    /// <summary>A mail's further recipients, whom nobody sees.</summary>
    public IReadOnlyList<string>? Bcc { get; init; }

    /// <summary>The normal forms of the further recipients.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Copies => [.. (Cc ?? []).Concat(Bcc ?? []).Select(Contacts.RecipientAddress.Mail).OfType<string>()];

    /// <summary>The Message-ID of the mail that this one answers.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The Message-IDs of the whole thread, the oldest first.</summary>
    public IReadOnlyList<string>? References { get; init; }

    /// <summary>The recording of a voice message.</summary>
    public JobAttachment? Voice { get; init; }

    /// <summary>What a post must be about to be liked; only for post-likes.</summary>
    public PostWish? Post { get; init; }

    /// <summary>What an endpoint gets; only for posts to endpoints.</summary>
    public Webhooks.WebhookPost? Webhook { get; init; }

    /// <summary>What a call is to do; only for calls.</summary>
    public Calls.CallPlan? Call { get; init; }
}

/// <summary>A file that lies in the content store under its hash.</summary>
/// <param name="ContentId">The name by which the mail's HTML shows it (<c>cid:</c>); null: an attachment like any other.</param>
public sealed record JobAttachment(string Filename, string? ContentType, string Sha256, long Size, string? ContentId = null);

public sealed record PostWish(string Topic, int Limit, string? Locale);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobBody))]
internal sealed partial class JobBodyJson : JsonSerializerContext;
