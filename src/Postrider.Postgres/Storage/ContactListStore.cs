using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Lists of contacts. Each counts its members itself, so that a long list's total costs nothing.</summary>
public sealed class ContactListStore(Database database) : IContactListStore
{
    private static readonly Statements _sql = Statements.Load("contact_list.sql");

    public async Task<IReadOnlyList<ContactList>> ListAsync(WorkspaceId workspace, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list"]).With(workspace.Value, skip, limit);
        return await command.ListAsync(Read, cancellationToken);
    }

    public async Task<ContactList?> FindAsync(WorkspaceId workspace, long listId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find"]).With(workspace.Value, listId);
        return await command.FirstAsync(Read, cancellationToken);
    }

    public async Task<ContactList?> CreateAsync(WorkspaceId workspace, string name, bool shared, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["create"]).With(workspace.Value, name, shared);
        return await command.FirstAsync(Read, cancellationToken);
    }

    public async Task<StoreChange> ChangeAsync(WorkspaceId workspace, long listId, string? name, bool? shared, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["change"]).With(workspace.Value).With(listId).WithNull(name).With(shared);
        return await StoreChanges.OfAsync(batch, cancellationToken);
    }

    public async Task<bool> DeleteAsync(WorkspaceId workspace, long listId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["delete"]).With(workspace.Value, listId);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task<IReadOnlySet<long>?> AddAsync(WorkspaceId workspace, long listId, IReadOnlyCollection<long> contactIds, bool move, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var batch = new Batch(connection))
        {
            OptOut.AddLock(batch, workspace);
            await batch.RunAsync(cancellationToken);
        }

        await using (var find = new NpgsqlCommand(_sql["find"], connection).With(workspace.Value, listId))
        {
            if (await find.FirstAsync(Read, cancellationToken) is null)
            {
                return null;
            }
        }

        HashSet<long> known;
        await using (var find = new NpgsqlCommand(_sql["find_contacts"], connection).With(workspace.Value, contactIds.ToArray()))
        {
            known = [.. await find.ListAsync(reader => reader.GetInt64(0), cancellationToken)];
        }

        if (move)
        {
            await using var batch = new Batch(connection);
            batch.Add(_sql["leave_others"]).With(workspace.Value).With(known.ToArray()).With(listId);
            await batch.RunAsync(cancellationToken);
        }

        await JoinAsync(connection, workspace, known, [listId], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return known;
    }

    /// <summary>Under the lock on contacts. Lists that are not there are passed over.</summary>
    internal static async Task JoinAsync(NpgsqlConnection connection, WorkspaceId workspace, IReadOnlyCollection<long> contactIds, IReadOnlyCollection<long> listIds, CancellationToken cancellationToken)
    {
        if (contactIds.Count > 0 && listIds.Count > 0)
        {
            await using var batch = new Batch(connection);
            batch.Add(_sql["join"]).With(workspace.Value).With(contactIds.ToArray()).With(listIds.ToArray());
            await batch.RunAsync(cancellationToken);
        }
    }

    private static ContactList Read(NpgsqlDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), reader.GetInt64(3), reader.At(4));
}
