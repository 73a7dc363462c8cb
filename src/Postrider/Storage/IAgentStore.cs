using Postrider.Calls;

namespace Postrider.Storage;

/// <summary>Voice agents.</summary>
public interface IAgentStore
{
    /// <summary>In the order of their ids, which is that of their making, from behind <paramref name="after"/>.</summary>
    Task<IReadOnlyList<VoiceAgent>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The id is compared byte for byte.</summary>
    Task<VoiceAgent?> FindAsync(WorkspaceId workspace, string agentId, CancellationToken cancellationToken);

    Task<VoiceAgent> AddAsync(WorkspaceId workspace, string agentId, AgentSettings settings, CancellationToken cancellationToken);

    /// <summary>Null: there is none of that id.</summary>
    Task<VoiceAgent?> ReplaceAsync(WorkspaceId workspace, string agentId, AgentSettings settings, CancellationToken cancellationToken);

    /// <summary>Deletes the agent; calls that were accepted go on with what they carry.</summary>
    Task<bool> DeleteAsync(WorkspaceId workspace, string agentId, CancellationToken cancellationToken);
}
