namespace Postrider.Attempts;

/// <summary>For how long a job is tried, from its first try on, and how long it waits after each; the last wait repeats.</summary>
public sealed record RetryPlan(TimeSpan Limit, params IReadOnlyList<TimeSpan> Steps)
{
    public static RetryPlan Standard { get; } = new(
        TimeSpan.FromHours(24), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));

    /// <summary>Of what is posted to endpoints: it blocks all that comes after it, so a short outage must not cost more than its own time.</summary>
    public static RetryPlan Webhook { get; } = new(
        TimeSpan.FromDays(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));
}
