using Npgsql;
using Postrider.Events;
using Postrider.Postgres.Schema;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Postgres.Storage;

/// <summary>
/// The suppression list. What is added holds from its commit on: acceptance and claim both read it in their own transactions. A bounce is the address's own;
/// anything else is an opt-out of whoever has the address.
/// </summary>
public sealed class SuppressionStore(Database database, TimeProvider time) : ISuppressionStore
{
    internal const string Bounce = "bounce";

    internal static Statements Sql { get; } = Statements.Load("suppression.sql");

    public async Task<SuppressionEntry> AddAsync(WorkspaceId workspace, string address, string reason, string? note, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var events = new EventRows(time.GetUtcNow());
        if (reason == Bounce)
        {
            await using var batch = new Batch(connection);
            batch.Add(Sql["add_bounce"]).With(workspace.Value).With(address).WithNull(note);
            if (await batch.RunAsync(cancellationToken) > 0)
            {
                OptOut.AddEvent(events, EventKind.SuppressionAdded, workspace, address);
            }
        }
        else
        {
            await using (var batch = new Batch(connection))
            {
                OptOut.AddLock(batch, workspace);
                await batch.RunAsync(cancellationToken);
            }

            await OptOut.SuppressAsync(connection, workspace, [address], reason, note, events, cancellationToken);
        }

        // Before the commit, which holds the row: after it somebody may have lifted it already.
        var entry = (await ReadAsync(connection, batch => batch.Add(Sql["find"]).With(workspace.Value).With(address), cancellationToken))[0];
        await events.WriteAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return entry;
    }

    public async Task<bool> RemoveAsync(WorkspaceId workspace, string address, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var batch = new Batch(connection))
        {
            OptOut.AddLock(batch, workspace);
            await batch.RunAsync(cancellationToken);
        }

        await using (var batch = new Batch(connection))
        {
            batch.Add(Sql["remove"]).With(workspace.Value).With(address);
            if (await batch.RunAsync(cancellationToken) <= 0)
            {
                return false;
            }
        }

        await using (var batch = new Batch(connection))
        {
            var events = new EventRows(time.GetUtcNow());
            OptOut.AddFreeing(batch, workspace, [address]);
            OptOut.AddEvent(events, EventKind.SuppressionRemoved, workspace, address);
            events.AddTo(batch);
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<SuppressionEntry?> FindAsync(WorkspaceId workspace, string address, CancellationToken cancellationToken)
    {
        var entries = await ReadAsync(batch => batch.Add(Sql["find"]).With(workspace.Value).With(address), cancellationToken);
        return entries.Count == 0 ? null : entries[0];
    }

    public async Task<(string Address, string Reason)?> FindAnyAsync(WorkspaceId workspace, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(AcceptanceStore.Sql["read_suppressed"]).With(
            addresses.Select(_ => workspace.Value).ToArray(), addresses.ToArray(), addresses.Select(SuppressionRule.Domain).ToArray());
        var found = await command.ListAsync(reader => (reader.GetString(1), reader.GetString(2)), cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    public Task<IReadOnlyList<SuppressionEntry>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(batch => batch.Add(Sql["list"]).With(workspace.Value).With(after ?? "").With(limit), cancellationToken);

    private async Task<IReadOnlyList<SuppressionEntry>> ReadAsync(Action<Batch> ask, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, ask, cancellationToken);
    }

    private static async Task<IReadOnlyList<SuppressionEntry>> ReadAsync(NpgsqlConnection connection, Action<Batch> ask, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        ask(batch);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var entries = new List<SuppressionEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new SuppressionEntry(reader.GetString(0), reader.GetString(1), reader.TextOrNull(2), reader.At(3)));
        }

        return entries;
    }
}
