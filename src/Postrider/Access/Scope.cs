namespace Postrider.Access;

/// <summary>One permission that a key may carry; its name is what callers write and read.</summary>
public sealed record Scope
{
    internal Scope(string name, int bit)
    {
        Name = name;
        Bit = 1u << bit;
    }

    public string Name { get; }

    internal uint Bit { get; }

    public override string ToString() => Name;
}
