using Postrider.Acceptance;
using Postrider.Dispatching;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>
/// Acceptance in two round trips: lock the lanes and read what the rules need; then write and commit. The lanes are locked
/// first and in one order, so whatever comes after cannot deadlock with another acceptance.
/// </summary>
public sealed class AcceptanceStore(Database database, ClockGuard clock, TimeProvider time) : IAcceptanceStore
{
    internal static Statements Sql { get; } = Statements.Load("acceptance.sql");

    private readonly KnownLines _known = new();

    // As last seen; a batch that finds another one reads once more.
    private volatile short _generation;

    public async Task<IReadOnlyList<RequestResult>> AcceptAsync(IReadOnlyList<Request> requests, CancellationToken cancellationToken)
    {
        await using var connection = await database.Accepting.OpenConnectionAsync(cancellationToken);
        try
        {
            await _known.EnsureAsync(connection, requests, cancellationToken);
            var asked = time.GetTimestamp();
            var facts = await AcceptanceFacts.ReadAsync(connection, requests, _generation, cancellationToken);
            if (!clock.IsSteady(facts.Now, asked))
            {
                // Slots given by a clock that has stepped would be wrong by the step.
                await DispatchStore.DelayLanesAsync(connection, cancellationToken);
                clock.OnLanesDelayed();
                facts = await AcceptanceFacts.ReadAsync(connection, requests, _generation, cancellationToken);
            }

            _generation = facts.Generation;
            var plan = new AcceptancePlan(requests, facts);
            var results = plan.Decide();
            await AcceptanceWriting.WriteAsync(connection, plan, cancellationToken);
            return results;
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    public async Task<RequestResult?> FindAnswerAsync(WorkspaceId workspace, RequestKey key, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["find_answer"]).With(workspace.Value).With(key.KeyHash);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        return reader.GetGuid(0) == key.BodyHash
            ? new RequestResult.Repeated(new KeptAnswer(reader.GetInt16(1), reader.GetFieldValue<byte[]>(2)))
            : new RequestResult.Conflict();
    }

    public bool IsStoreDown(Exception exception) => StoreFailure.IsUnavailable(exception);
}
