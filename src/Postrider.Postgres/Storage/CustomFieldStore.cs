using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>The fields that a workspace gave its contacts.</summary>
public sealed class CustomFieldStore(Database database) : ICustomFieldStore
{
    private static readonly Statements _sql = Statements.Load("custom_field.sql");

    public async Task<IReadOnlyList<CustomField>> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list"]).With(workspace.Value);
        return await command.ListAsync(Read, cancellationToken);
    }

    public async Task<CustomField?> CreateAsync(WorkspaceId workspace, CustomField field, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["create"]).With(workspace.Value).With(field.Title).With(TypeOf(field)).WithNull(field.Metadata).With(field.Shared).With(CustomField.Most);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public async Task<StoreChange> ChangeAsync(WorkspaceId workspace, CustomField field, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["change"]).With(workspace.Value).With(field.FieldId).With(field.Title).With(TypeOf(field)).WithNull(field.Metadata).With(field.Shared);
        return await StoreChanges.OfAsync(batch, cancellationToken);
    }

    public async Task<bool> DeleteAsync(WorkspaceId workspace, long fieldId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["delete"]).With(workspace.Value, fieldId);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static string TypeOf(CustomField field) => field.IsNumber ? "number" : "text";

    private static CustomField Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), reader.TextOrNull(3), reader.GetBoolean(4));
}
