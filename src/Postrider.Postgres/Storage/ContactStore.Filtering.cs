using Npgsql;
using Postrider.Contacts;

namespace Postrider.Postgres.Storage;

public sealed partial class ContactStore
{
    // What many contacts have is found soonest in their own order, what few have through the index. How many have it, the first ones tell.
    private const int Probed = 4000;
    private const int CommonAbove = 20;

    /// <summary>Beyond, a filter's total is "at least so many".</summary>
    public const int LargestCount = 5_000;

    // What no index finds is counted among the first contacts only.
    private const int Looked = 100_000;
    private const int LookedInList = 40_000;

    // Generic plans do not guess from the term; the two ways through a filter are chosen here.
    private const string InOrder = "set local enable_bitmapscan = off; set local enable_sort = off";
    private const string ByIndex = "set local enable_indexscan = off";
    private const string AnyWay = "set local plan_cache_mode = force_custom_plan; set local enable_seqscan = on; set local enable_hashjoin = on";
    private const string Always = "set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local jit = off; ";

    public async Task<ContactPage> FilterAsync(WorkspaceId workspace, ContactFilter filter, CancellationToken cancellationToken)
    {
        var query = new ContactQuery(workspace, filter);
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var all = await CountAllAsync(connection, workspace, filter.ListId, cancellationToken);
        var isSeldom = false;
        var byIndex = false;
        long? total = query.IsNarrow ? null : all;
        if (query.IsNarrow)
        {
            await PlanAsync(connection, InOrder, cancellationToken);
            var (seen, found) = await ProbeAsync(connection, query, cancellationToken);
            total = seen < Probed ? found : null;
            isSeldom = query.IsIndexed && seen == Probed && found * CommonAbove < seen;
            byIndex = isSeldom && (!query.IsInOrder || found < filter.Skip + filter.Limit);
        }

        await PlanAsync(connection, byIndex ? ByIndex : query.IsInOrder ? InOrder : AnyWay, cancellationToken);
        IReadOnlyList<Contact> contacts;
        await using (var command = query.Command(connection, query.Page(byIndex)))
        {
            contacts = await command.ListAsync(reader => ContactRows.Read(reader), cancellationToken);
        }

        var isExact = true;
        if (total is null)
        {
            // A page in order may have needed few looks where counting needs many.
            await PlanAsync(connection, isSeldom ? ByIndex : InOrder, cancellationToken);
            var looked = filter.ListId is null ? Looked : LookedInList;
            var counted = filter.Counted ? await CountAsync(connection, query, isSeldom, looked, cancellationToken) : 0;
            isExact = filter.Counted && counted <= LargestCount && (isSeldom || all <= looked);
            total = Math.Max(Math.Min(counted, LargestCount), contacts.Count == 0 ? 0 : (long)filter.Skip + contacts.Count);
        }

        contacts = await WithListsAsync(connection, workspace, contacts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ContactPage(contacts, total.Value, isExact);
    }

    private static async Task PlanAsync(NpgsqlConnection connection, string settings, CancellationToken cancellationToken)
    {
        const string Before = "set local enable_bitmapscan = on; set local enable_sort = on; set local enable_indexscan = on; ";
        await using var command = new NpgsqlCommand(Before + Always + settings, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> CountAllAsync(NpgsqlConnection connection, WorkspaceId workspace, long? listId, CancellationToken cancellationToken)
    {
        await using var command = listId is { } list
            ? new NpgsqlCommand(Sql["list_total"], connection).With(workspace.Value, list)
            : new NpgsqlCommand(Sql["total"], connection).With(workspace.Value);
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    private static async Task<(long Seen, long Found)> ProbeAsync(NpgsqlConnection connection, ContactQuery query, CancellationToken cancellationToken)
    {
        await using var command = query.Command(connection, query.Probe(Probed));
        return await command.FirstAsync(reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, ContactQuery query, bool byIndex, int looked, CancellationToken cancellationToken)
    {
        await using var command = query.Command(connection, byIndex ? query.CountIndexed(LargestCount + 1) : query.CountOrdered(LargestCount + 1, looked));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
