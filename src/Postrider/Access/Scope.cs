namespace Postrider.Access;

/// <summary>One permission that a key may carry; its name is what callers write and read.</summary>
public sealed record Scope
{
    /// <param name="name">As callers write it.</param>
    /// <param name="bit">Its place in a set.</param>
    /// <param name="impliedBy">Who has one of these needs not have it itself.</param>
    internal Scope(string name, int bit, params ReadOnlySpan<Scope> impliedBy)
    {
        Name = name;
        Bit = 1u << bit;
        GrantedBy = Bit;
        foreach (var greater in impliedBy)
        {
            GrantedBy |= greater.Bit;
        }
    }

    public string Name { get; }

    internal uint Bit { get; }

    internal uint GrantedBy { get; }

    public override string ToString() => Name;
}
