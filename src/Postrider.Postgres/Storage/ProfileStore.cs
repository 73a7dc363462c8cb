using System.Text.Json.Nodes;
using Postrider.Contacts;
using Postrider.Events;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Keeps the last look at each person.</summary>
public sealed class ProfileStore(Database database) : IProfileStore
{
    private static readonly Statements _sql = Statements.Load("far_profile.sql");

    public async Task<FarProfile?> FindAsync(WorkspaceId workspace, string accountId, string address, TimeSpan freshest, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find"]).With(workspace.Value, accountId, address, freshest);
        return await command.FirstAsync(
            reader => new FarProfile(reader.GetString(0), reader.GetString(1), reader.TextOrNull(2), reader.IsDBNull(3) ? null : reader.GetBoolean(3)), cancellationToken);
    }

    public async Task<string?> FindAddressAsync(WorkspaceId workspace, string accountId, string farId, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find_address"]).With(workspace.Value, accountId, farId);
        return await command.FirstAsync(reader => reader.GetString(0), cancellationToken);
    }

    public async Task<bool> ConnectAsync(WorkspaceId workspace, string accountId, string address, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        EventRows events;
        await using (var batch = new Batch(connection))
        {
            batch.Add(_sql["connect"]).With(workspace.Value).With(accountId).With(address);
            await using var reader = await batch.ReadAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return false;
            }

            events = new EventRows(reader.At(1));
            events.Add(workspace.Value, EventKind.InvitationAccepted, reader.IsDBNull(2) ? null : reader.GetGuid(2), accountId, new JsonObject
            {
                ["address"] = RecipientAddress.Bare(address),
                ["external_id"] = reader.GetString(0),
            }.ToJsonString());
        }

        await events.WriteAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<PendingProfile>> ListPendingAsync(WorkspaceId workspace, string accountId, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_pending"]).With(workspace.Value, accountId, limit);
        return await command.ListAsync(reader => new PendingProfile(reader.GetString(0), reader.GetString(1), reader.At(2)), cancellationToken);
    }

    public async Task KeepAsync(WorkspaceId workspace, string accountId, string address, FarProfile profile, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["keep"]).With(workspace.Value).With(accountId).With(address)
            .With(StoredText.Clean(profile.FarId)!).With(profile.Relation).WithNull(StoredText.Clean(profile.ChatId)).With(profile.CanInMail);
        await batch.RunAsync(cancellationToken);
    }
}
