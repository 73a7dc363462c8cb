namespace Postrider.Accounts;

/// <summary>What an account of a kind may do of an action in a day and a week, unless its own limits say otherwise.</summary>
/// <param name="PerWeek">Of seven days; null: no limit.</param>
/// <param name="MostPerWeek">Beyond it the far side refuses, whatever the account's own limits say; null: nothing is known.</param>
public sealed record KindBudget(int PerDay, int? PerWeek = null, int? MostPerWeek = null)
{
    /// <summary>While the account is ramped up to fewer jobs a day than this, the action has its share of them; null: it has all of its own from the first day.</summary>
    public int? ShareOf { get; init; }
}
