using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>One transaction that writes contacts: the contacts, their addresses, whom they opt out, the log.</summary>
internal sealed class ContactWriting(NpgsqlConnection connection, WorkspaceId workspace, TimeProvider time)
{
    private static readonly Statements _sql = ContactStore.Sql;
    private static readonly string _find = ContactRows.Fill(_sql["find"]);
    private static readonly string _findByMail = ContactRows.Fill(_sql["find_by_mail"]);
    private static readonly string _write = ContactRows.Fill(_sql["write"]);

    private DateTimeOffset _now;

    public async Task LockAsync(CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        OptOut.AddLock(batch, workspace);
        batch.Add(_sql["read_now"]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        _now = reader.At(0);
    }

    public async Task<Contact?> FindAsync(long contactId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(_find, connection).With(workspace.Value, new[] { contactId });
        return await command.FirstAsync(reader => ContactRows.Read(reader), cancellationToken);
    }

    public async Task<Dictionary<string, Contact>> FindByMailAsync(string[] addresses, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(_findByMail, connection).With(workspace.Value, addresses);
        return (await command.ListAsync(reader => ContactRows.Read(reader), cancellationToken)).ToDictionary(contact => contact.MailAddress!);
    }

    public async Task<IReadOnlyList<long>> DrawAsync(int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(_sql["draw_numbers"], connection).With(count);
        return await command.ListAsync(reader => reader.GetInt64(0), cancellationToken);
    }

    public async Task WriteAsync(IReadOnlyList<(Contact? Known, Contact Contact)> changes, CancellationToken cancellationToken)
    {
        var moves = changes.Select(change => new Move(change.Known, change.Contact)).ToArray();
        await using (var batch = new Batch(connection))
        {
            ContactRows.AddWrite(batch, _write, workspace, [.. changes.Select(change => change.Contact)], _now);
            AddAddresses(batch, "drop_addresses", moves, move => move.Dropped);
            AddAddresses(batch, "add_addresses", moves, move => move.Added);
            var made = changes.LongCount(change => change.Known is null);
            if (made > 0)
            {
                batch.Add(_sql["count"]).With(workspace.Value).With(made);
            }

            await batch.RunAsync(cancellationToken);
        }

        var events = new EventRows(time.GetUtcNow());
        string[] lifted = [.. moves.Where(move => move.IsFreed).SelectMany(move => move.All.Concat(move.Dropped)).Distinct()];
        if (lifted.Length > 0)
        {
            await OptOut.LiftAsync(connection, workspace, lifted, events, cancellationToken);
        }

        foreach (var reason in await FindOptOutsAsync(moves, cancellationToken))
        {
            await OptOut.SuppressAsync(connection, workspace, [.. reason.Distinct()], reason.Key, null, events, cancellationToken);
        }

        await events.WriteAsync(connection, cancellationToken);
    }

    /// <summary>Addresses that opt somebody out, by reason: those of contacts who are opted out, and those added that are suppressed already.</summary>
    private async Task<ILookup<string, string>> FindOptOutsAsync(Move[] moves, CancellationToken cancellationToken)
    {
        var found = moves.Where(move => move.OptsOut).SelectMany(move => move.All).Select(address => (Reason: "manual", Address: address)).ToList();
        string[] added = [.. moves.SelectMany(move => move.Added).Distinct()];
        if (added.Length > 0)
        {
            await using var command = new NpgsqlCommand(_sql["find_opt_outs"], connection).With(workspace.Value, added);
            foreach (var (address, reason) in await command.ListAsync(reader => (reader.GetString(0), reader.GetString(1)), cancellationToken))
            {
                found.Add((reason == SuppressionStore.Bounce ? "manual" : reason, address));
            }
        }

        return found.ToLookup(one => one.Reason, one => one.Address);
    }

    private void AddAddresses(Batch batch, string statement, Move[] moves, Func<Move, string[]> addresses)
    {
        (long ContactId, string Address)[] rows = [.. moves.SelectMany(move => addresses(move).Select(address => (move.ContactId, address)))];
        if (rows.Length > 0)
        {
            batch.Add(_sql[statement]).With(workspace.Value).With(rows.Select(row => row.ContactId).ToArray()).With(rows.Select(row => row.Address).ToArray());
        }
    }

    /// <summary>What a change means for a contact's addresses.</summary>
    private sealed class Move(Contact? known, Contact contact)
    {
        private readonly IReadOnlyList<string> _before = known?.Addresses() ?? [];

        public long ContactId => contact.ContactId;

        public string[] All { get; } = [.. contact.Addresses()];

        public string[] Dropped => [.. _before.Except(All)];

        public string[] Added => [.. All.Except(_before)];

        public bool IsFreed => known is { OptedOut: true } && !contact.OptedOut;

        public bool OptsOut => contact.OptedOut && (known is not { OptedOut: true } || All.Except(_before).Any());
    }
}
