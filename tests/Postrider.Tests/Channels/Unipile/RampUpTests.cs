using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Channels.Unipile;
using Xunit;

namespace Postrider.Tests.Channels.Unipile;

public sealed class RampUpTests
{
    private static readonly DateTimeOffset _first = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 5, 20)]
    [InlineData(7, 12, 55)]
    [InlineData(18, 24, 110)]
    [InlineData(19, 25, 115)]
    [InlineData(400, 25, 2020)]
    public void A_LinkedIn_account_reaches_its_limits_within_three_weeks(int day, int invitations, int jobs)
    {
        var account = Made(UnipileKind.Value.RampUp!(new JsonObject { ["channel"] = "linkedin" }));
        var date = DateOnly.FromDateTime(_first.UtcDateTime).AddDays(day);
        Assert.Equal((invitations, jobs), (Invitations(account, date), account.RampUp!.LimitOn(day)));
    }

    [Fact]
    public void Without_a_ramp_everything_is_there_at_once_and_with_a_short_one_nothing_is()
    {
        Assert.Equal(25, Invitations(Made(null), DateOnly.FromDateTime(_first.UtcDateTime)));
        Assert.Equal(0, Invitations(Made(new RampUp(0, 5)), DateOnly.FromDateTime(_first.UtcDateTime)));
        Assert.Null(UnipileKind.Value.RampUp!(new JsonObject { ["channel"] = "whatsapp" }));
    }

    private static int? Invitations(Account account, DateOnly day) => BudgetLimits.Of(UnipileKind.Value, account, UnipileKind.Invitation)!.PerDay(day);

    private static Account Made(RampUp? ramp) => new() { Workspace = new WorkspaceId(7), AccountId = "acc_1", Kind = "unipile", Channel = Channel.LinkedIn, Name = "x", Settings = new JsonObject(), RampUp = ramp, CreatedAt = _first };
}
