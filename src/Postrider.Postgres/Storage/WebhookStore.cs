using System.Text.Json;
using Postrider.Acceptance;
using Postrider.Accounts;
using Postrider.Lanes;
using Postrider.Postgres.Schema;
using Postrider.Storage;
using Postrider.Webhooks;

namespace Postrider.Postgres.Storage;

/// <summary>Endpoints and their cursors. Their changes are no events: those would be posted in turn.</summary>
public sealed partial class WebhookStore(Database database) : IWebhookStore
{
    private static readonly Statements _sql = Statements.Load("webhook.sql");

    public Task AddAsync(Account endpoint, CancellationToken cancellationToken)
    {
        var (workspace, id, lane) = (endpoint.Workspace.Value, endpoint.AccountId, LaneName.Webhook(endpoint.AccountId));
        return new AccountChange(endpoint.Workspace, id, Kind: null)
        {
            After = batch =>
            {
                batch.Add(_sql["add_lane"]).With(workspace).With(lane);
                batch.Add(_sql["add_line"]).With(workspace).With(lane).With(id);
                batch.Add(_sql["add_cursor"]).With(workspace).With(id);
            },
        }.RunAsync(database, "add", statement => AccountStore.With(statement, endpoint), cancellationToken);
    }

    public Task<bool> ReplaceAsync(Account endpoint, CancellationToken cancellationToken) => new AccountChange(endpoint.Workspace, endpoint.AccountId, Kind: null)
        .RunAsync(database, "replace", statement => AccountStore.With(statement, endpoint).With(Instant.ToStore(endpoint.UpdatedAt)), cancellationToken);

    public Task<bool> DeleteAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) =>
        new AccountChange(workspace, accountId, Kind: null) { After = batch => batch.Add(_sql["delete_cursor"]).With(workspace.Value).With(accountId) }
            .RunAsync(database, "delete", statement => statement.With(workspace.Value).With(accountId), cancellationToken);

    public async Task<Account?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find"]).With(workspace.Value, accountId);
        return await command.FirstAsync(AccountStore.Read, cancellationToken);
    }

    public async Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list"]).With(workspace.Value, after ?? "", limit);
        return await command.ListAsync(AccountStore.Read, cancellationToken);
    }

    public async Task<IReadOnlyList<EndpointBehind>> FindBehindAsync(EndpointBehind? last, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["find_behind"]).With(last?.Workspace.Value ?? 0L, last?.AccountId ?? "", limit);
        return await command.ListAsync(
            reader => new EndpointBehind(
                new WorkspaceId(reader.GetInt64(0)), reader.GetString(1), reader.GetInt64(2),
                new EventFilter(JsonSerializer.Deserialize<string[]>(reader.GetString(3))!)),
            cancellationToken);
    }

    public async Task<bool> MoveAsync(WorkspaceId workspace, CursorMove move, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["move"]).With(workspace.Value, move.AccountId, move.From, move.To);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}

