using Microsoft.Extensions.Logging;
using Postrider.Acceptance;
using Postrider.Dispatching;
using Postrider.Storage;

namespace Postrider.Webhooks;

/// <summary>
/// Makes jobs of the log for every endpoint. The endpoint's cursor moves in the transaction that accepts the jobs, so each event becomes
/// one job of each endpoint, however often this is begun anew or done by two nodes at once.
/// </summary>
public sealed partial class FanOut(IWebhookStore store, IEventStore events, Acceptor acceptor, TimeProvider time, ILogger<FanOut> logger)
{
    private const int EndpointsAtOnce = 64;
    private const int EventsAtOnce = 256;

    // The look that catches a lost notification, and lines that have room again.
    private static readonly TimeSpan _longestSleep = TimeSpan.FromSeconds(5);

    // Many events within a moment share one look.
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(5);

    private readonly WakeSignal _wake = new(time);

    public void Wake() => _wake.Set();

    /// <summary>Fans out until told to stop, or until something breaks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await RunOnceAsync(cancellationToken) && await _wake.WaitAsync(_longestSleep, cancellationToken))
            {
                await Task.Delay(_linger, time, cancellationToken);
            }
        }
    }

    /// <summary>One round over all endpoints that are behind; false: none came any further.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var moved = false;
        EndpointBehind? last = null;
        while (await store.FindBehindAsync(last, EndpointsAtOnce, cancellationToken) is { Count: > 0 } behind)
        {
            var moves = await Task.WhenAll(behind.Select(endpoint => MoveAsync(endpoint, cancellationToken)));
            moved |= moves.Contains(true);
            last = behind[^1];
        }

        return moved;
    }

    private async Task<bool> MoveAsync(EndpointBehind endpoint, CancellationToken cancellationToken)
    {
        var read = await events.ReadAsync(endpoint.Workspace, endpoint.Position, null, EventsAtOnce, cancellationToken);
        if (read.Count == 0)
        {
            return false;
        }

        var move = new CursorMove(endpoint.AccountId, endpoint.Position, read[^1].Position);
        NewJob[] jobs = [.. read.Where(entry => endpoint.Filter.Takes(entry.Kind)).Select(entry => WebhookPosts.Job(endpoint.Workspace, endpoint.AccountId, WebhookPosts.Of(entry)))];
        if (jobs.Length == 0)
        {
            return await store.MoveAsync(endpoint.Workspace, move, cancellationToken);
        }

        var result = await acceptor.AcceptAsync(new Request { Workspace = endpoint.Workspace, Jobs = jobs, Move = move, Answer = static _ => new KeptAnswer(202, []) }, cancellationToken);
        if (result is RequestResult.Unstorable(var detail))
        {
            LogUnstorable(endpoint.AccountId, endpoint.Workspace.Value, detail);
        }

        return result is RequestResult.Done;
    }

    [LoggerMessage(1, LogLevel.Error, "Events of endpoint {AccountId}, workspace {Workspace}, could not become jobs and are tried again: {Detail}")]
    private partial void LogUnstorable(string accountId, long workspace, string detail);
}
