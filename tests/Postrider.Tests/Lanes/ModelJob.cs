namespace Postrider.Tests.Lanes;

/// <summary>A job of the <see cref="LaneModel"/>, with what the store keeps of it.</summary>
internal sealed class ModelJob
{
    public required Guid Id { get; init; }

    public required ModelAccount Account { get; init; }

    public required long Position { get; init; }

    public required TimeSpan Gap { get; init; }

    public required DateTimeOffset SlotAt { get; init; }

    public required DateTimeOffset DueAt { get; set; }

    public bool InLine { get; set; }

    public bool Counted { get; set; }

    public bool Suppressed { get; set; }

    public bool Running { get; set; }

    public bool Ended { get; set; }

    public int Starts { get; set; }

    public bool Waits => !Running && !Ended;
}

/// <summary>An account of the <see cref="LaneModel"/> and its line in the lane.</summary>
internal sealed class ModelAccount(string name, int most)
{
    public string Name => name;

    /// <summary>How many it may have in flight.</summary>
    public int Most => most;

    public int InFlight { get; set; }

    public DateTimeOffset HeldUntil { get; set; }

    /// <summary>What the last claim wrote down; it lags behind <see cref="HeldUntil"/>.</summary>
    public bool LineIsHeld { get; set; }

    public bool HasRoom => InFlight < most;

    public bool IsHeldAt(DateTimeOffset now) => HeldUntil > now;
}
