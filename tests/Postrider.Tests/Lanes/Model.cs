using Postrider.Acceptance;
using Postrider.Channels;
using Postrider.Jobs;
using Postrider.Lanes;

namespace Postrider.Tests.Lanes;

/// <summary>Builds what the lane's rules are given.</summary>
internal static class Model
{
    public static NewJob NewJob(string account, TimeSpan gap, TimeSpan jitter = default, DateTimeOffset? sendAt = null, bool dryRun = false) => new()
    {
        Workspace = new WorkspaceId(1),
        Lane = "lane",
        AccountId = account,
        Channel = Channel.Email,
        Action = JobAction.Dispatch,
        Address = "mail:a@example.com",
        Gap = gap,
        Jitter = jitter,
        SendAt = sendAt,
        Body = [],
        DryRun = dryRun,
    };

    public static LaneHead Head(ModelJob job) => new()
    {
        Job = new JobRef(new WorkspaceId(1), job.Id),
        AccountId = job.Account.Name,
        Position = job.Position,
        Gap = job.Gap,
        DueAt = job.DueAt,
        Fault = job.Suppressed ? JobFault.Suppressed : null,
    };
}
