using Npgsql;
using Postrider.Inbox;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

public sealed partial class ThreadStore
{
    public async Task<IReadOnlyList<ThreadCategory>> ListCategoriesAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_categories"]).With(workspace.Value);
        return await command.ListAsync(ReadCategory, cancellationToken);
    }

    public async Task<ThreadCategory?> FindCategoryAsync(WorkspaceId workspace, long categoryId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find_category"]).With(workspace.Value, categoryId);
        return await command.FirstAsync(ReadCategory, cancellationToken);
    }

    public async Task<ThreadCategory?> AddCategoryAsync(WorkspaceId workspace, string name, string? color, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["add_category"]).With(workspace.Value, name, color ?? (object)DBNull.Value);
        return await command.FirstAsync(ReadCategory, cancellationToken);
    }

    public async Task<bool?> ChangeCategoryAsync(WorkspaceId workspace, ThreadCategory category, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["change_category"]).With(workspace.Value, category.CategoryId, category.Name, category.Color ?? (object)DBNull.Value);
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }
    }

    public async Task<bool> DeleteCategoryAsync(WorkspaceId workspace, long categoryId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var uncategorize = new NpgsqlCommand(_sql["uncategorize"], connection).With(workspace.Value, categoryId);
        await uncategorize.ExecuteNonQueryAsync(cancellationToken);
        await using var delete = new NpgsqlCommand(_sql["delete_category"], connection).With(workspace.Value, categoryId);
        var deleted = await delete.ExecuteNonQueryAsync(cancellationToken) > 0;
        await transaction.CommitAsync(cancellationToken);
        return deleted;
    }

    private static ThreadCategory ReadCategory(NpgsqlDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), reader.TextOrNull(2));
}
