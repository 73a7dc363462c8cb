using System.Collections.Concurrent;
using Postrider.Acceptance;
using Postrider.Storage;

namespace Postrider.Tests.Acceptance;

/// <summary>Keeps answers by key as the real store does, and fails as a test says. A batch is stored whole or not at all.</summary>
internal sealed class ScriptedAcceptanceStore : IAcceptanceStore
{
    private readonly ConcurrentDictionary<(WorkspaceId Workspace, Guid KeyHash), (Guid BodyHash, KeptAnswer Answer)> _kept = new();
    private readonly ConcurrentQueue<int> _batches = new();
    private int _stored;

    /// <summary>Asked before every transaction; it may wait or throw.</summary>
    public Func<IReadOnlyList<Request>, Task>? Before { get; set; }

    public bool IsDown { get; set; }

    /// <summary>The sizes of the transactions that were tried, in order.</summary>
    public IReadOnlyList<int> Batches => [.. _batches];

    public int Stored => _stored;

    public async Task<IReadOnlyList<RequestResult>> AcceptAsync(IReadOnlyList<Request> requests, CancellationToken cancellationToken)
    {
        _batches.Enqueue(requests.Count);
        if (Before is { } before)
        {
            await before(requests);
        }

        return IsDown ? throw new IOException("down") : [.. requests.Select(Accept)];
    }

    public Task<RequestResult?> FindAnswerAsync(WorkspaceId workspace, RequestKey key, CancellationToken cancellationToken) =>
        IsDown ? Task.FromException<RequestResult?>(new IOException("down")) : Task.FromResult(Find(workspace, key));

    public bool IsStoreDown(Exception exception) => exception is IOException;

    private RequestResult? Find(WorkspaceId workspace, RequestKey key) =>
        !_kept.TryGetValue((workspace, key.KeyHash), out var kept) ? null
        : kept.BodyHash == key.BodyHash ? new RequestResult.Repeated(kept.Answer) : new RequestResult.Conflict();

    private RequestResult Accept(Request request)
    {
        if (request.Key is { } known && Find(request.Workspace, known) is { } earlier)
        {
            return earlier;
        }

        Interlocked.Increment(ref _stored);
        var answer = request.Answer([]);
        if (request.Key is { } key && answer.IsKept)
        {
            _kept[(request.Workspace, key.KeyHash)] = (key.BodyHash, answer);
        }

        return new RequestResult.Done(answer);
    }
}
