using System.Reflection;
using System.Runtime.CompilerServices;

namespace Postrider.Tests.House;

/// <summary>The names that our assemblies declare: types and their members, without what a compiler made and what a framework named.</summary>
internal static class DeclaredNames
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(WorkspaceId).Assembly,
        typeof(Postgres.Storage.LaneSlots).Assembly,
        typeof(Postrider.Channels.Sandbox.SandboxDriver).Assembly,
        typeof(Postrider.Mail.Wire.MailWire).Assembly,
        typeof(Postrider.Sip.Media.MediaPlan).Assembly,
        typeof(Server.Hosting.PostriderServer).Assembly,
        typeof(Postrider.Testing.ManualClock).Assembly,
        typeof(DeclaredNames).Assembly,
    ];

    /// <summary>Each name with the place it was found at.</summary>
    public static IEnumerable<(string Name, string Place)> All() =>
        from assembly in Assemblies
        from type in assembly.GetTypes()
        where !IsMade(type)
        from found in Of(type)
        select found;

    private static IEnumerable<(string Name, string Place)> Of(Type type)
    {
        yield return (type.Name, type.FullName!);
        var foreign = ForeignNames(type);
        foreach (var member in type.GetMembers(Declared))
        {
            if (member is not (ConstructorInfo or Type) && !IsMade(member) && !foreign.Contains(member.Name))
            {
                yield return (member.Name, $"{type.FullName}.{member.Name}");
            }
        }
    }

    private static bool IsMade(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), false)
        || member.Name.AsSpan().ContainsAny("<>$+")
        || member is MethodInfo { IsSpecialName: true }
        || (member is Type type && (type.Namespace?.StartsWith("Postrider", StringComparison.Ordinal) != true || (type.DeclaringType is { } outer && IsMade(outer))));

    /// <summary>What a base type or an interface of somebody else's made the type call so.</summary>
    private static HashSet<string> ForeignNames(Type type)
    {
        var bases = type.GetInterfaces().AsEnumerable();
        for (var above = type.BaseType; above is not null; above = above.BaseType)
        {
            bases = bases.Append(above);
        }

        return [.. bases.Where(above => !DeclaredNames.Assemblies.Contains(above.Assembly)).SelectMany(above => above.GetMembers(Declared)).SelectMany(member => new[] { member.Name, $"{member.DeclaringType!.FullName}.{member.Name}" })];
    }
}
