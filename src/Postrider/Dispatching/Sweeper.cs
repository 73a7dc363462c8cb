using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>The chores that one node at a time does: expires, gives up, cleans up.</summary>
public sealed class Sweeper(INodeStore nodes, ICampaignStore campaigns, BudgetPlaces places, EngineOptions options, TimeProvider time)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _slowPause = TimeSpan.FromMinutes(1);
    private long? _slowAt;

    /// <summary>Sweeps until told to stop, or until something breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RunOnceAsync(cancellationToken);
            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await nodes.ExpireJobsAsync(AtOnce, cancellationToken);
        await campaigns.TendAsync(cancellationToken);
        if (_slowAt is { } last && time.GetElapsedTime(last) < _slowPause)
        {
            return;
        }

        _slowAt = time.GetTimestamp();
        await nodes.ForgetGoneNodesAsync(cancellationToken);
        await nodes.FailLongHeldAsync(options.LongestReconnect, AtOnce, cancellationToken);
        await nodes.ChangeAnswerGenerationAsync(cancellationToken);
        await nodes.DropUnusedContentAsync(cancellationToken);
        await nodes.DropOldRatesAsync(cancellationToken);
        await places.ReplanAsync(cancellationToken);
    }
}
