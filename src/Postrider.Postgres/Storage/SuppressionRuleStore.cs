using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Postgres.Storage;

/// <summary>Rules of suppression. Patterns are handed in as <see cref="SuppressionRule.Normalize"/> gives them.</summary>
public sealed class SuppressionRuleStore(Database database) : ISuppressionRuleStore
{
    private static readonly Statements _sql = Statements.Load("suppression_rule.sql");

    public async Task<IReadOnlyList<SuppressionRule>> ListAsync(WorkspaceId workspace, SuppressionFamily family, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list"]).With(workspace.Value, Name(family), skip, limit);
        return await command.ListAsync(reader => Read(reader, family), cancellationToken);
    }

    public async Task<SuppressionRule?> FindAsync(WorkspaceId workspace, SuppressionFamily family, long ruleId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find"]).With(workspace.Value, Name(family), ruleId);
        return await command.FirstAsync(reader => Read(reader, family), cancellationToken);
    }

    public async Task<IReadOnlyList<SuppressionRule?>> AddAsync(WorkspaceId workspace, SuppressionFamily family, IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["add"]).With(workspace.Value, Name(family), patterns.Distinct().Order(StringComparer.Ordinal).ToArray());
        var made = (await command.ListAsync(reader => (Pattern: reader.GetString(1), Rule: Read(reader, family)), cancellationToken)).ToDictionary(rule => rule.Pattern, rule => rule.Rule);

        // A pattern that is there twice is made the first time.
        return [.. patterns.Select(pattern => made.Remove(pattern, out var rule) ? rule : null)];
    }

    public async Task<StoreChange> ChangeAsync(WorkspaceId workspace, SuppressionFamily family, long ruleId, string pattern, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["change"]).With(workspace.Value).With(Name(family)).With(ruleId).With(pattern);
        return await StoreChanges.OfAsync(batch, cancellationToken);
    }

    public async Task<IReadOnlySet<long>> DeleteAsync(WorkspaceId workspace, SuppressionFamily family, IReadOnlyCollection<long> ruleIds, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["delete"]).With(workspace.Value, Name(family), ruleIds.ToArray());
        return (await command.ListAsync(reader => reader.GetInt64(0), cancellationToken)).ToHashSet();
    }

    private static string Name(SuppressionFamily family) => family switch
    {
        SuppressionFamily.Domain => "domain",
        SuppressionFamily.Email => "email",
        _ => "exception",
    };

    private static SuppressionRule Read(NpgsqlDataReader reader, SuppressionFamily family)
    {
        var pattern = reader.GetString(1);
        return new SuppressionRule(reader.GetInt64(0), family, family == SuppressionFamily.Domain ? pattern : RecipientAddress.Bare(pattern));
    }
}
