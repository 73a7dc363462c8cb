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

    public static readonly Scope InboxWrite = new("inbox:write", 13);
    public static readonly Scope InboxOperate = new("inbox:operate", 14);
    public static readonly Scope InboxRead = new("inbox:read", 12, InboxWrite, InboxOperate);
    public static readonly Scope ContactsWrite = new("contacts:write", 15);
    public static readonly Scope ContactsOperate = new("contacts:operate", 16);
    public static readonly Scope ContactsRead = new("contacts:read", 17, ContactsWrite, ContactsOperate);
    public static readonly Scope ChannelsWrite = new("channels:write", 18);
    public static readonly Scope ChannelsOperate = new("channels:operate", 19);
    public static readonly Scope ChannelsRead = new("channels:read", 20, ChannelsWrite, ChannelsOperate);
    public static readonly Scope CallsRead = new("calls:read", 21);
    public static readonly Scope CallsWrite = new("calls:write", 22);
    public static readonly Scope CampaignsWrite = new("campaigns:write", 23);

    public static readonly Scope WebhooksRead = new("webhooks:read", 24);
    public static readonly Scope WebhooksWrite = new("webhooks:write", 25);

    /// <summary>Whoever runs the server: implies every other scope and makes workspaces.</summary>
    public static readonly Scope Operator = new("operator", 11);

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<Scope> All { get; } =
    [
        AccountsRead, AccountsWrite, DispatchesWrite, JobsRead, JobsWrite, PostLikesWrite,
        SuppressionsRead, SuppressionsWrite, EventsRead, InboxRead, InboxWrite, InboxOperate,
        ContactsRead, ContactsWrite, ContactsOperate, ChannelsRead, ChannelsWrite, ChannelsOperate,
        CallsRead, CallsWrite, CampaignsWrite, WebhooksRead, WebhooksWrite, KeysRead, KeysWrite, Operator,
    ];

    private static FrozenDictionary<string, Scope> ByName { get; } = All.ToFrozenDictionary(scope => scope.Name);

    public static Scope? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The scopes that a name stands for: itself, or with <c>*</c> every verb of a domain, or everything inside a workspace. Empty: there is none.</summary>
    public static IReadOnlyList<Scope> Expand(string name) => name switch
    {
        "*:*" => [.. All.Where(scope => scope != Operator)],
        _ when name.EndsWith(":*", StringComparison.Ordinal) => [.. All.Where(scope => scope.Name.StartsWith(name[..^1], StringComparison.Ordinal))],
        _ => Find(name) is { } scope ? [scope] : [],
    };
}
