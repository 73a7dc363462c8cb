using Postrider.Jobs;

namespace Postrider.Webhooks;

/// <summary>A post to an endpoint as its owner looks at it.</summary>
/// <param name="Attempts">In their order; of many in a list, the last.</param>
public sealed record WebhookDelivery(JobView Job, IReadOnlyList<DeliveryAttempt> Attempts)
{
    public WebhookPost Post { get; } = JobBody.Read(Job.Body).Content.Webhook!;
}

/// <summary>One try, with what the endpoint answered.</summary>
public sealed record DeliveryAttempt(int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Outcome, string? Detail, int? Status, string? Answer);
