using System.Collections.Frozen;

namespace Postrider.Channels;

/// <summary>Every driver by the name of its kind.</summary>
public sealed class Drivers
{
    private readonly FrozenDictionary<string, IDriver> _byKind;

    public Drivers(IEnumerable<IDriver> drivers)
    {
        _byKind = drivers.ToFrozenDictionary(driver => driver.Kind.Name);
        Kinds = [.. _byKind.Values.Select(driver => driver.Kind).Where(kind => !kind.IsInside).OrderBy(kind => kind.Name, StringComparer.Ordinal)];
    }

    /// <summary>What accounts can be connected as.</summary>
    public IReadOnlyList<AccountKind> Kinds { get; }

    public IDriver? Find(string kind) => _byKind.GetValueOrDefault(kind);
}
