using Postrider.Attempts;
using Xunit;

namespace Postrider.Tests.Attempts;

public sealed class RetryRuleTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 120)]
    [InlineData(3, 600)]
    [InlineData(4, 1800)]
    [InlineData(5, 3600)]
    [InlineData(6, 3600)]
    [InlineData(1000, 3600)]
    public void The_wait_grows_with_the_attempts_and_then_stays_an_hour(int attempt, int seconds)
    {
        Assert.Equal(_now.AddSeconds(seconds), Next(attempt, draw: 0.5));
        Assert.Equal(_now.AddSeconds(seconds * 0.8), Next(attempt, draw: 0));
        Assert.InRange(Next(attempt, draw: 0.999)!.Value, _now.AddSeconds(seconds), _now.AddSeconds(seconds * 1.2));
    }

    [Fact]
    public void The_far_side_s_wish_goes_before_our_steps_and_is_not_spread()
    {
        Assert.Equal(_now.AddSeconds(17), Next(4, retryAfter: TimeSpan.FromSeconds(17), draw: 0));
        Assert.Equal(_now.AddSeconds(17), Next(4, retryAfter: TimeSpan.FromSeconds(17), draw: 0.9));
    }

    [Fact]
    public void A_far_side_that_says_at_once_is_given_a_second() => Assert.Equal(_now.AddSeconds(1), Next(1, retryAfter: TimeSpan.FromSeconds(-5)));

    [Fact]
    public void A_job_is_tried_for_24_hours_from_its_first_try()
    {
        var first = _now.AddHours(-24).AddSeconds(5);
        Assert.Equal(_now.AddSeconds(5), Next(9, firstTriedAt: first, retryAfter: TimeSpan.FromSeconds(5)));
        Assert.Null(Next(9, firstTriedAt: first, retryAfter: TimeSpan.FromSeconds(5) + TimeSpan.FromTicks(1)));
        Assert.Null(Next(9, firstTriedAt: _now.AddHours(-23.5), draw: 0.5));
        Assert.NotNull(Next(9, firstTriedAt: _now.AddHours(-23), draw: 0.5));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(6, 3600)]
    [InlineData(60, 3600)]
    public void An_endpoint_is_asked_again_sooner(int attempt, int seconds) => Assert.Equal(_now.AddSeconds(seconds), Next(attempt, plan: RetryPlan.Webhook));

    [Fact]
    public void An_endpoint_is_tried_for_two_days_from_the_first_try()
    {
        var first = _now.AddDays(-2).AddSeconds(5);
        Assert.Equal(_now.AddSeconds(5), Next(50, firstTriedAt: first, retryAfter: TimeSpan.FromSeconds(5), plan: RetryPlan.Webhook));
        Assert.Null(Next(50, firstTriedAt: first, retryAfter: TimeSpan.FromSeconds(5) + TimeSpan.FromTicks(1), plan: RetryPlan.Webhook));
        Assert.NotNull(Next(30, firstTriedAt: _now.AddHours(-25), plan: RetryPlan.Webhook));
        Assert.Equal(_now.AddHours(30), Next(1, retryAfter: TimeSpan.FromHours(30), plan: RetryPlan.Webhook));
    }

    [Fact]
    public void A_wish_beyond_all_measure_gives_the_job_up()
    {
        Assert.Equal(_now.AddHours(24), Next(1, retryAfter: TimeSpan.FromHours(24)));
        Assert.Null(Next(1, retryAfter: TimeSpan.FromHours(24) + TimeSpan.FromTicks(1)));
        Assert.Null(Next(1, retryAfter: TimeSpan.MaxValue));
    }

    [Fact]
    public void A_try_at_or_after_expires_at_is_not_made()
    {
        Assert.Null(Next(1, expiresAt: _now.AddSeconds(30), draw: 0.5));
        Assert.Equal(_now.AddSeconds(30), Next(1, expiresAt: _now.AddSeconds(31), draw: 0.5));
    }

    private static DateTimeOffset? Next(int attempt, DateTimeOffset? firstTriedAt = null, DateTimeOffset? expiresAt = null, TimeSpan? retryAfter = null, double draw = 0.5, RetryPlan? plan = null) =>
        RetryRule.Next(plan ?? RetryPlan.Standard, attempt, _now, firstTriedAt ?? _now, expiresAt, retryAfter, draw);
}
