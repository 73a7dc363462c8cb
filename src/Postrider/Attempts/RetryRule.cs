namespace Postrider.Attempts;

/// <summary>When a job that was deferred or found nobody is tried again, and when it is given up.</summary>
public static class RetryRule
{
    // A far side that says "at once" for ever would be asked for ever.
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(1);

    /// <summary>The next try, or null when it would come too late.</summary>
    /// <param name="plan">The waits and the limit of the job's kind of account.</param>
    /// <param name="attempt">The number of the attempt that just ended.</param>
    /// <param name="retryAfter">The far side's own wish, which goes before our steps.</param>
    /// <param name="draw">A number in [0, 1) that spreads our steps by ±20 %.</param>
    public static DateTimeOffset? Next(RetryPlan plan, int attempt, DateTimeOffset now, DateTimeOffset firstTriedAt, DateTimeOffset? expiresAt, TimeSpan? retryAfter, double draw)
    {
        var step = plan.Steps[Math.Clamp(attempt - 1, 0, plan.Steps.Count - 1)];
        var wait = retryAfter is { } wished ? (wished > _least ? wished : _least) : step * (0.8 + (0.4 * draw));
        if (wait > plan.Limit)
        {
            return null;
        }

        var next = now + wait;
        return next > firstTriedAt + plan.Limit || next >= expiresAt ? null : next;
    }
}
