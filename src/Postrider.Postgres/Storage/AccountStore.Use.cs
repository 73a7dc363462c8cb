using Postrider.Accounts;
using Postrider.Events;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Accounts as the Actions API looks at them: by filter, with what they did today, and with one default per channel.</summary>
public sealed partial class AccountStore
{
    public async Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, AccountFilter filter, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["filter"]).With(workspace.Value).With(filter.Channel).WithNull(filter.Kinds?.ToArray()).With(filter.IsUsable).WithNull(filter.Address)
            .WithNull(filter.Domains?.ToArray()).WithNull(filter.Tags?.ToArray()).With(skip).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var accounts = new List<Account>();
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add(Read(reader));
        }

        return accounts;
    }

    public async Task<IReadOnlyDictionary<string, int>> ReadUseAsync(WorkspaceId workspace, string accountId, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["read_use"]);
        var rows = await command.With(workspace.Value, accountId, day).ListAsync(reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt32(1)), cancellationToken);
        return new Dictionary<string, int>(rows);
    }

    public async Task<IReadOnlyDictionary<string, AccountUse>> ReadUsesAsync(WorkspaceId workspace, IReadOnlyList<(string AccountId, DateOnly Day)> accounts, CancellationToken cancellationToken)
    {
        string[] ids = [.. accounts.Select(account => account.AccountId)];
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["read_loads"]).With(workspace.Value).With(ids);
        batch.Add(_sql["read_uses"]).With(workspace.Value).With(ids).With(accounts.Select(account => account.Day).ToArray());
        await using var reader = await batch.ReadAsync(cancellationToken);
        var found = new Dictionary<string, (AccountLoad Load, Dictionary<string, int> ByAction)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetString(0)] = (new AccountLoad(reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateOnly>(2), reader.GetInt32(3)), []);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetString(0)].ByAction[reader.GetString(1)] = reader.GetInt32(2);
        }

        return found.ToDictionary(account => account.Key, account => new AccountUse(account.Value.Load, account.Value.ByAction));
    }

    public async Task<bool> IsInUseAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["is_in_use"]);
        return (bool)(await command.With(workspace.Value, accountId).ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The channel's accounts are locked in a statement of their own: only the next one sees which of them another caller made the default meanwhile.</summary>
    public Task<bool> SetDefaultAsync(WorkspaceId workspace, string channel, string accountId, CancellationToken cancellationToken) => ChangeAsync(
        workspace, accountId, EventKind.AccountUpdated, "set_default", statement => statement.With(workspace.Value).With(channel).With(accountId), null, cancellationToken,
        batch =>
        {
            batch.Add(_sql["lock_channel"]).With(workspace.Value).With(channel);
            batch.Add(_sql["clear_default"]).With(workspace.Value).With(channel).With(accountId);
        });
}
