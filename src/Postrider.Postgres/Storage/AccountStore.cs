using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Events;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Accounts; every change raises the version, so that nodes drop what they remember.</summary>
public sealed partial class AccountStore(Database database) : IAccountStore
{
    private static readonly Statements _sql = AccountChange.Sql;

    public async Task<long> ReadVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["read_version"]);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public Task<Account?> FindAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) => FindAsync("find", workspace, accountId, cancellationToken);

    public Task<Account?> FindByNumberAsync(WorkspaceId workspace, long number, CancellationToken cancellationToken) => FindAsync("find_by_number", workspace, number, cancellationToken);

    public Task<Account?> FindDefaultAsync(WorkspaceId workspace, string channel, CancellationToken cancellationToken) => FindAsync("find_default", workspace, channel, cancellationToken);

    public async Task<AccountLoad> ReadLoadAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["read_load"]).With(workspace.Value, accountId);
        return await command.FirstAsync(
            reader => new AccountLoad(reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateOnly>(1), reader.GetInt32(2)), cancellationToken) ?? new AccountLoad(0, null, 0);
    }

    public async Task<IReadOnlyList<Account>> ListAsync(WorkspaceId workspace, string? channel, bool? canSend, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["list"]).With(workspace.Value).With(after ?? "").WithNull(channel).With(canSend).With(limit).With(false);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var accounts = new List<Account>();
        while (await reader.ReadAsync(cancellationToken))
        {
            accounts.Add(Read(reader));
        }

        return accounts;
    }

    public async Task<IReadOnlyList<(WorkspaceId Workspace, string AccountId)>> ListUsableAsync(IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_usable"]);
        return await command.With((object)kinds.ToArray()).ListAsync(reader => (new WorkspaceId(reader.GetInt64(0)), reader.GetString(1)), cancellationToken);
    }

    public async Task<IReadOnlyList<(WorkspaceId Workspace, string AccountId, AccountStatus Status)>> ListWatchedAsync(IReadOnlyList<string> kinds, IReadOnlyList<string> kindsWhileBroken, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list_watched"]);
        return await command.With(kinds.ToArray(), kindsWhileBroken.ToArray()).ListAsync(reader => (new WorkspaceId(reader.GetInt64(0)), reader.GetString(1), AccountStatuses.Parse(reader.GetString(2))), cancellationToken);
    }

    public Task BreakAsync(WorkspaceId workspace, string accountId, AccountTrouble trouble, CancellationToken cancellationToken) => ChangeAsync(
        workspace, accountId, EventKind.AccountUpdated, "break",
        statement => statement.With(workspace.Value).With(accountId).With(trouble.Status.Name()).With(trouble.Reason).With(Instant.ToStore(trouble.Seen)).With(trouble.IsReceiving),
        new JsonObject { ["status"] = trouble.Status.Name(), ["status_reason"] = trouble.Reason }, cancellationToken);

    public Task<bool> ReportAsync(WorkspaceId workspace, string accountId, ProbeResult found, CancellationToken cancellationToken) => ChangeAsync(
        workspace, accountId, EventKind.AccountUpdated, "report",
        statement => statement.With(workspace.Value).With(accountId).With(found.Status.Name())
            .WithNull(StoredText.Clean(found.Reason)).WithNull(StoredText.Clean(found.ReceivingReason)).WithNull(StoredText.Clean(found.Identifier)),
        new JsonObject { ["status"] = found.Status.Name(), ["status_reason"] = StoredText.Clean(found.Reason) }, cancellationToken);

    public Task<bool> AddAsync(Account account, CancellationToken cancellationToken) =>
        ChangeAsync(account.Workspace, account.AccountId, EventKind.AccountCreated, "add", statement => With(statement, account), Describe(account), cancellationToken);

    public Task<bool> ReplaceAsync(Account account, CancellationToken cancellationToken) =>
        ChangeAsync(account.Workspace, account.AccountId, EventKind.AccountUpdated, "replace", statement => With(statement, account).With(Instant.ToStore(account.UpdatedAt)), Describe(account), cancellationToken);

    public Task<bool> DeleteAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken) =>
        ChangeAsync(workspace, accountId, EventKind.AccountDeleted, "delete", statement => statement.With(workspace.Value).With(accountId), null, cancellationToken);

    public async Task ReplaceSecretsAsync(Account account, byte[] sealedSecrets, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(_sql["replace_secrets"]).With(account.Workspace.Value).With(account.AccountId).With(account.SealedSecrets!).With(sealedSecrets);
        batch.Add(_sql["raise_version"]);
        batch.Add("commit");
        await batch.RunAsync(cancellationToken);
    }

    private async Task<Account?> FindAsync<T>(string name, WorkspaceId workspace, T by, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql[name]).With(workspace.Value).With(by);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private Task<bool> ChangeAsync(
        WorkspaceId workspace, string accountId, string kind, string name, Action<Batch.Statement> with, JsonObject? told, CancellationToken cancellationToken, Action<Batch>? before = null) =>
        new AccountChange(workspace, accountId, kind) { Told = told, Before = before }.RunAsync(database, name, with, cancellationToken);

    private static JsonObject Describe(Account account) => new() { ["status"] = account.Status.Name(), ["lifecycle_status"] = account.Lifecycle };

    internal static Batch.Statement With(Batch.Statement statement, Account account) => statement
        .With(account.Workspace.Value).With(account.AccountId).With(account.Kind).With(account.Channel).With(account.Name)
        .WithNull(account.Identifier).With(account.Status.Name()).WithNull(account.StatusReason).With(account.Paused)
        .With(account.Settings.ToJsonString()).WithNull(account.SealedSecrets).With(account.DailyLimit)
        .WithNull(AccountJson.Write(account.RampUp)).WithNull(AccountJson.Write(account.Window)).With(account.TimeZone)
        .With(account.JitterSeconds).With(account.MaxConnections).WithNull(account.Signature).With(account.OptOutLink)
        .WithNull(account.OptOutText).WithNull(AccountJson.Write(account.ActionLimits)).WithNull(account.ReceivingReason)
        .With(CallPace.StartGap(account) is { } gap ? Instant.Microseconds(gap) : (long?)null);

    internal static Account Read(NpgsqlDataReader reader)
    {
        int Column(string name) => reader.GetOrdinal(name);
        return new Account
        {
            Workspace = new WorkspaceId(reader.GetInt64(Column("workspace_id"))),
            AccountId = reader.GetString(Column("account_id")),
            Number = reader.GetInt64(Column("number")),
            IsDefault = reader.GetBoolean(Column("is_default")),
            Kind = reader.GetString(Column("kind")),
            Channel = reader.GetString(Column("channel")),
            Name = reader.GetString(Column("name")),
            Identifier = reader.TextOrNull(Column("identifier")),
            Status = AccountStatuses.Parse(reader.GetString(Column("status"))),
            StatusReason = reader.TextOrNull(Column("status_reason")),
            ReceivingReason = reader.TextOrNull(Column("receiving_reason")),
            Paused = reader.GetBoolean(Column("paused")),
            Settings = JsonNode.Parse(reader.GetString(Column("settings")))!.AsObject(),
            SealedSecrets = reader.IsDBNull(Column("secrets")) ? null : reader.GetFieldValue<byte[]>(Column("secrets")),
            DailyLimit = reader.IsDBNull(Column("daily_limit")) ? null : reader.GetInt32(Column("daily_limit")),
            RampUp = AccountJson.ReadRampUp(reader.TextOrNull(Column("ramp_up"))),
            Window = AccountJson.ReadWindow(reader.TextOrNull(Column("send_window"))),
            TimeZone = reader.TextOrNull(Column("time_zone")) ?? "UTC",
            JitterSeconds = reader.GetInt32(Column("jitter_seconds")),
            MaxConnections = reader.GetInt32(Column("max_connections")),
            Signature = reader.TextOrNull(Column("signature")),
            OptOutLink = reader.GetBoolean(Column("opt_out_link")),
            OptOutText = reader.TextOrNull(Column("opt_out_text")),
            ActionLimits = AccountJson.ReadLimits(reader.TextOrNull(Column("action_limits"))),
            CreatedAt = reader.At(Column("created_at")),
            UpdatedAt = reader.At(Column("updated_at")),
        };
    }
}
