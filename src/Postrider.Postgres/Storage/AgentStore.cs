using Npgsql;
using Postrider.Calls;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Voice agents in PostgreSQL.</summary>
public sealed class AgentStore(Database database) : IAgentStore
{
    private static readonly Statements _sql = Statements.Load("agent.sql");

    public async Task<IReadOnlyList<VoiceAgent>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["list"]).With(workspace.Value, after ?? "", limit);
        return await command.ListAsync(Read, cancellationToken);
    }

    public async Task<VoiceAgent?> FindAsync(WorkspaceId workspace, string agentId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find"]).With(workspace.Value, agentId);
        return await command.FirstAsync(Read, cancellationToken);
    }

    public async Task<VoiceAgent> AddAsync(WorkspaceId workspace, string agentId, AgentSettings settings, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["add"]).With(workspace.Value, agentId, settings.ToBytes());
        return (await command.FirstAsync(Read, cancellationToken))!;
    }

    public async Task<VoiceAgent?> ReplaceAsync(WorkspaceId workspace, string agentId, AgentSettings settings, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["replace"]).With(workspace.Value, agentId, settings.ToBytes());
        return await command.FirstAsync(Read, cancellationToken);
    }

    public async Task<bool> DeleteAsync(WorkspaceId workspace, string agentId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["delete"]).With(workspace.Value, agentId);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static VoiceAgent Read(NpgsqlDataReader reader) => new(reader.GetString(0), AgentSettings.Read(reader.GetFieldValue<byte[]>(1)), reader.At(2), reader.At(3));
}
