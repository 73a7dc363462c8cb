namespace Postrider.Contacts;

/// <summary>Contacts put together under a name.</summary>
public sealed record ContactList(long ListId, string Name, bool Shared, long Members, DateTimeOffset CreatedAt)
{
    public const int LongestName = 200;
}
