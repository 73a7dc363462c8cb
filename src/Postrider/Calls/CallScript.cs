namespace Postrider.Calls;

/// <summary>What an agent does in a call: one of its scripts, picked by the trigger.</summary>
public sealed record CallScript
{
    /// <summary>The phrase that picks it; null: only calls without a phrase of their own get it.</summary>
    public string? Trigger { get; init; }

    /// <summary>Whether it is for calls whose trigger picks no other.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Said first.</summary>
    public required string Greeting { get; init; }

    public IReadOnlyList<CallStep> Steps { get; init; } = [];

    /// <summary>A digit that opts the callee out whenever it is pressed; null: none.</summary>
    public string? OptOutDigit { get; init; }
}
