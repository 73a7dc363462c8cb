using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Campaigns;
using Postrider.Server.Api.Calls.Campaigns;
using Postrider.Testing;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>A hub over a campaign that a test changes, with its clock.</summary>
internal sealed class ShownProgress
{
    private int _looks;

    public ShownProgress() => Hub = new ProgressHub(LookAsync, Clock, NullLogger<ProgressHub>.Instance);

    public ManualClock Clock { get; } = new();

    public ProgressHub Hub { get; }

    public Guid CampaignId { get; } = Sample.Campaign().CampaignId;

    /// <summary>What the next look finds; null: no campaign.</summary>
    public Progress? Now { get; set; } = At("1");

    public Exception? Fault { get; set; }

    /// <summary>Looks wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Looks => _looks;

    public static Progress At(string id, bool isLast = false, string? data = null) =>
        new(id, Encoding.UTF8.GetBytes(data ?? id), isLast ? CampaignState.Completed : CampaignState.Running, isLast);

    public ProgressViewer Enter() => Hub.Enter(new WorkspaceId(1), CampaignId)!;

    /// <summary>A second passes, once so many timers wait: those of the viewers, and the hub's.</summary>
    public async Task PassAsync(int timers, TimeSpan? by = null)
    {
        await Clock.ArmedAsync(timers);
        Clock.Advance(by ?? TimeSpan.FromSeconds(1));
    }

    /// <summary>So many timers wait again, so what the last second brought has been told.</summary>
    public Task ReadyAsync(int timers) => Clock.ArmedAsync(timers);

    private async Task<Progress?> LookAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _looks);
        await Gate;
        return Fault is null ? Now : throw Fault;
    }
}
