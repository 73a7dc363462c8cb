using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Jobs;

namespace Postrider.Tests.Dispatching;

/// <summary>Builds what a claim hands to a node.</summary>
internal static class Claimed
{
    public static DateTimeOffset Now { get; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public static AccountKind Kind { get; } = new()
    {
        Name = "scripted",
        Title = "Scripted",
        Channels = [Channel.Email],
        Settings = [],
        HandOverLimit = TimeSpan.FromSeconds(30),
        AbsenceCertainAfter = TimeSpan.FromMinutes(2),
        Deadline = TimeSpan.FromSeconds(90),
    };

    public static ClaimedJob Job(int attempt = 1) => new()
    {
        Job = new JobRef(new WorkspaceId(1), Guid.NewGuid()),
        Attempt = attempt,
        ClaimNumber = attempt,
        Lane = "lane",
        AccountId = "a",
        Channel = Channel.Email,
        Action = JobAction.Dispatch,
        Address = "mail:a@example.com",
        Body = [],
        StartedAt = Now,
        FirstTriedAt = Now,
    };

    public static Closing Closing(int attempt = 1) => ClosingRule.GiveBack(Job(attempt), Guid.NewGuid());
}
