namespace Postrider;

/// <summary>One customer's id. Every row and every query carries it.</summary>
public readonly record struct WorkspaceId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
