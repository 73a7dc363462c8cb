using Postrider.Suppression;

namespace Postrider.Storage;

/// <summary>Rules by which mail is refused, beside the suppression list.</summary>
public interface ISuppressionRuleStore
{
    Task<IReadOnlyList<SuppressionRule>> ListAsync(WorkspaceId workspace, SuppressionFamily family, int skip, int limit, CancellationToken cancellationToken);

    Task<SuppressionRule?> FindAsync(WorkspaceId workspace, SuppressionFamily family, long ruleId, CancellationToken cancellationToken);

    /// <summary>In the order of the patterns; null: there is such a rule already.</summary>
    Task<IReadOnlyList<SuppressionRule?>> AddAsync(WorkspaceId workspace, SuppressionFamily family, IReadOnlyList<string> patterns, CancellationToken cancellationToken);

    Task<StoreChange> ChangeAsync(WorkspaceId workspace, SuppressionFamily family, long ruleId, string pattern, CancellationToken cancellationToken);

    /// <summary>Returns those that were there.</summary>
    Task<IReadOnlySet<long>> DeleteAsync(WorkspaceId workspace, SuppressionFamily family, IReadOnlyCollection<long> ruleIds, CancellationToken cancellationToken);
}
