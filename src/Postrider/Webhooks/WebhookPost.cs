namespace Postrider.Webhooks;

/// <summary>What an endpoint gets, the same at every attempt.</summary>
/// <param name="Id">The <c>webhook-id</c>, by which the endpoint drops repeats.</param>
/// <param name="Kind">The event's kind, or <see cref="TestKind"/>.</param>
/// <param name="Position">The event's place in the log; null: it is none of the log.</param>
/// <param name="Body">The JSON that is signed.</param>
public sealed record WebhookPost(string Id, string Kind, long? Position, string Body)
{
    /// <summary>What a caller asked for, to see whether the endpoint takes it.</summary>
    public const string TestKind = "webhook.test";
}
