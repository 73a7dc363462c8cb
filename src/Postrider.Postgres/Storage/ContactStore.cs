using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Contacts. What changes them takes the workspace's lock on contacts first; the order of the rest is that of ARCHITECTURE.md.</summary>
public sealed partial class ContactStore(Database database, TimeProvider time) : IContactStore
{
    internal static Statements Sql { get; } = Statements.Load("contact.sql");

    private static readonly string _find = ContactRows.Fill(Sql["find"]);
    private static readonly string _findByAddresses = ContactRows.Fill(Sql["find_by_addresses"]);

    public async Task<Contact?> FindAsync(WorkspaceId workspace, long contactId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(_find, connection).With(workspace.Value, new[] { contactId });
        var found = await command.ListAsync(reader => ContactRows.Read(reader), cancellationToken);
        return found.Count == 0 ? null : (await WithListsAsync(connection, workspace, found, cancellationToken))[0];
    }

    public async Task<IReadOnlyDictionary<string, Contact>> FindByAddressesAsync(WorkspaceId workspace, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(_findByAddresses, connection).With(workspace.Value, addresses.Distinct().ToArray());
        var found = await command.ListAsync(reader => (Address: reader.GetString(0), Contact: ContactRows.Read(reader, 1)), cancellationToken);
        var contacts = (await WithListsAsync(connection, workspace, [.. found.Select(one => one.Contact).DistinctBy(contact => contact.ContactId)], cancellationToken))
            .ToDictionary(contact => contact.ContactId);
        return found.ToDictionary(one => one.Address, one => contacts[one.Contact.ContactId]);
    }

    public async Task<Contact> CreateAsync(WorkspaceId workspace, ContactChange change, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writing = new ContactWriting(connection, workspace, time);
        await writing.LockAsync(cancellationToken);
        var known = change.MailAddress is { } mail ? (await writing.FindByMailAsync([mail], cancellationToken)).GetValueOrDefault(mail) : null;
        var contact = ContactRule.Create(known, change);
        contact = known is null ? contact with { ContactId = (await writing.DrawAsync(1, cancellationToken))[0] } : contact;
        await writing.WriteAsync([(known, contact)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await ReadBackAsync(connection, workspace, contact.ContactId, cancellationToken) ?? contact;
    }

    public async Task<ContactWritten> ChangeAsync(WorkspaceId workspace, long contactId, ContactChange change, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writing = new ContactWriting(connection, workspace, time);
        await writing.LockAsync(cancellationToken);
        if (await writing.FindAsync(contactId, cancellationToken) is not { } known)
        {
            return new ContactWritten.NotFound();
        }

        var contact = ContactRule.Change(known, change);
        if (contact.MailAddress is { } mail && mail != known.MailAddress
            && (await writing.FindByMailAsync([mail], cancellationToken)).TryGetValue(mail, out var other) && other.ContactId != contactId)
        {
            return new ContactWritten.EmailTaken(other.ContactId);
        }

        await writing.WriteAsync([(known, contact)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await ReadBackAsync(connection, workspace, contactId, cancellationToken) is { } written ? new ContactWritten.Done(written) : new ContactWritten.NotFound();
    }

    public async Task<IReadOnlyList<ImportedContact>> ImportAsync(WorkspaceId workspace, IReadOnlyList<ContactChange> changes, ImportOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writing = new ContactWriting(connection, workspace, time);
        await writing.LockAsync(cancellationToken);
        var byMail = await writing.FindByMailAsync([.. changes.Select(change => change.MailAddress).OfType<string>().Distinct()], cancellationToken);
        var known = byMail.Values.ToDictionary(contact => contact.ContactId);
        var numbers = new Queue<long>(await writing.DrawAsync(changes.Count(change => change.MailAddress is not { } mail || !byMail.ContainsKey(mail)), cancellationToken));
        var written = new Dictionary<long, Contact>();
        var answers = new ImportedContact[changes.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            // The same mail address may come twice; the second time it is known.
            var mail = changes[i].MailAddress;
            var answer = ContactRule.Import(mail is null ? null : byMail.GetValueOrDefault(mail), changes[i], options);
            if (answer.Contact is { } contact)
            {
                contact = answer.Status == ImportStatus.Created ? contact with { ContactId = numbers.Dequeue() } : contact;
                answer = answer with { ContactId = contact.ContactId, Contact = contact };
                written[contact.ContactId] = contact;
                if (mail is not null)
                {
                    byMail[mail] = contact;
                }
            }

            answers[i] = answer;
        }

        if (written.Count > 0)
        {
            await writing.WriteAsync([.. written.Values.Select(contact => (known.GetValueOrDefault(contact.ContactId), contact))], cancellationToken);
            await ContactListStore.JoinAsync(connection, workspace, written.Keys, options.ListIds, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return answers;
    }

    public async Task<IReadOnlySet<long>> DeleteAsync(WorkspaceId workspace, IReadOnlyCollection<long> contactIds, CancellationToken cancellationToken)
    {
        var ids = contactIds.ToArray();
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var batch = new Batch(connection))
        {
            OptOut.AddLock(batch, workspace);
            await batch.RunAsync(cancellationToken);
        }

        var deleted = new HashSet<long>();
        await using (var batch = new Batch(connection))
        {
            batch.Add(Sql["keep_snapshots"]).With(workspace.Value).With(ids);
            batch.Add(Sql["leave_lists"]).With(workspace.Value).With(ids);
            batch.Add(Sql["delete_addresses"]).With(workspace.Value).With(ids);
            batch.Add(Sql["delete"]).With(workspace.Value).With(ids);
            await using var reader = await batch.ReadAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                deleted.Add(reader.GetInt64(0));
            }
        }

        if (deleted.Count > 0)
        {
            await using var batch = new Batch(connection);
            batch.Add(Sql["count"]).With(workspace.Value).With(-(long)deleted.Count);
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    // What the opt-out of an address did to the contact is the store's own doing.
    private static async Task<Contact?> ReadBackAsync(NpgsqlConnection connection, WorkspaceId workspace, long contactId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(_find, connection).With(workspace.Value, new[] { contactId });
        var found = await command.ListAsync(reader => ContactRows.Read(reader), cancellationToken);
        return found.Count == 0 ? null : (await WithListsAsync(connection, workspace, found, cancellationToken))[0];
    }

    private static async Task<IReadOnlyList<Contact>> WithListsAsync(NpgsqlConnection connection, WorkspaceId workspace, IReadOnlyList<Contact> contacts, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
        {
            return contacts;
        }

        await using var command = new NpgsqlCommand(Sql["lists_of"], connection).With(workspace.Value, contacts.Select(contact => contact.ContactId).ToArray());
        var lists = (await command.ListAsync(reader => (ContactId: reader.GetInt64(0), List: new ContactListName(reader.GetInt64(1), reader.GetString(2), reader.GetBoolean(3))), cancellationToken))
            .ToLookup(found => found.ContactId, found => found.List);
        return [.. contacts.Select(contact => contact with { Lists = [.. lists[contact.ContactId]] })];
    }
}
