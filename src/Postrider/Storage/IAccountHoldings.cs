namespace Postrider.Storage;

/// <summary>The port of who attends to which account.</summary>
public interface IAccountHoldings
{
    /// <summary>A session that can hold many accounts, each held by one session in the cluster.</summary>
    Task<IAccountHolding> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>The accounts that this node attends to; whatever ends the session gives them all up.</summary>
public interface IAccountHolding : IHeldDuty
{
    Task<bool> TryTakeAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);

    Task GiveUpAsync(WorkspaceId workspace, string accountId, CancellationToken cancellationToken);
}
