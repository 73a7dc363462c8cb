using System.Collections.Frozen;

namespace Postrider.Access;

/// <summary>Every scope there is.</summary>
public static class Scopes
{
    public static readonly Scope AccountsRead = new("connect.accounts:read", 0);
    public static readonly Scope AccountsWrite = new("connect.accounts:write", 1);
    public static readonly Scope DispatchesWrite = new("outreach.dispatches:write", 2);
    public static readonly Scope JobsRead = new("outreach.jobs:read", 3);
    public static readonly Scope JobsWrite = new("outreach.jobs:write", 4);
    public static readonly Scope PostLikesWrite = new("outreach.linkedin.post_likes:write", 5);
    public static readonly Scope SuppressionsRead = new("suppressions:read", 6);
    public static readonly Scope SuppressionsWrite = new("suppressions:write", 7);
    public static readonly Scope EventsRead = new("events:read", 8);
    public static readonly Scope KeysRead = new("keys:read", 9);
    public static readonly Scope KeysWrite = new("keys:write", 10);

    public static readonly Scope InboxRead = new("inbox:read", 12);

    /// <summary>Whoever runs the server: implies every other scope and makes workspaces.</summary>
    public static readonly Scope Operator = new("operator", 11);

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<Scope> All { get; } =
    [
        AccountsRead, AccountsWrite, DispatchesWrite, JobsRead, JobsWrite, PostLikesWrite,
        SuppressionsRead, SuppressionsWrite, EventsRead, InboxRead, KeysRead, KeysWrite, Operator,
    ];

    private static FrozenDictionary<string, Scope> ByName { get; } = All.ToFrozenDictionary(scope => scope.Name);

    public static Scope? Find(string name) => ByName.GetValueOrDefault(name);
}
