namespace Postrider.Accounts;

/// <summary>A word that callers put on accounts. A workspace has each word once, however it is cased.</summary>
/// <param name="TagId">Its number.</param>
/// <param name="Name">The word.</param>
/// <param name="ColorId">What callers show it in; it means nothing here.</param>
public sealed record AccountTag(long TagId, string Name, int? ColorId);
