namespace Postrider.Access;

/// <summary>The limits there are.</summary>
public enum RateKind
{
    Address,
    Key,
    Workspace,
    Actions,
    ActionsHourly,
    Calls,
}
