namespace Postrider.Access;

/// <summary>What a key may do. <see cref="Scopes.Operator"/> implies everything.</summary>
public readonly record struct ScopeSet
{
    private readonly uint _bits;

    private ScopeSet(uint bits) => _bits = bits;

    /// <summary>Everything inside a workspace; a workspace's first key has it.</summary>
    public static ScopeSet Full { get; } = Of(Scopes.All.Where(scope => scope != Scopes.Operator));

    /// <summary>Everything, other workspaces' creation included; the bootstrap key has it.</summary>
    public static ScopeSet FullWithOperator { get; } = Of(Scopes.All);

    public bool IsEmpty => _bits == 0;

    /// <summary>As they are stored and shown: what was granted, not what it implies.</summary>
    public string[] Names
    {
        get
        {
            var bits = _bits;
            return [.. Scopes.All.Where(scope => (bits & scope.Bit) != 0).Select(scope => scope.Name)];
        }
    }

    public static ScopeSet Of(params IEnumerable<Scope> scopes) => new(scopes.Aggregate(0u, (bits, scope) => bits | scope.Bit));

    /// <summary>Names that this program does not know grant nothing: a newer node may have written them.</summary>
    public static ScopeSet FromNames(IEnumerable<string> names) => Of(names.Select(Scopes.Find).OfType<Scope>());

    public bool Allows(Scope scope) => (_bits & (scope.GrantedBy | Scopes.Operator.Bit)) != 0;

    /// <summary>Whether a holder of these may grant those.</summary>
    public bool Covers(ScopeSet others)
    {
        var own = this;
        return Scopes.All.All(scope => (others._bits & scope.Bit) == 0 || own.Allows(scope));
    }
}
