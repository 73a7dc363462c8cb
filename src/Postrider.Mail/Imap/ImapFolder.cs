namespace Postrider.Mail.Imap;

/// <summary>A folder as the server lists it.</summary>
/// <param name="Name">The whole path, decoded; the other calls take it as it is here.</param>
/// <param name="Delimiter">What stands between the parts of a path; null: the server has no hierarchy.</param>
/// <param name="Attributes">As the server gave them, such as <c>\HasChildren</c>; compared without case.</param>
public sealed record ImapFolder(string Name, char? Delimiter, IReadOnlySet<string> Attributes, SpecialUse SpecialUse)
{
    /// <summary>False for what is only a part of other folders' paths.</summary>
    public bool CanSelect => !Attributes.Contains(@"\Noselect") && !Attributes.Contains(@"\NonExistent");

    /// <summary>The last part of the path.</summary>
    public string Leaf => Delimiter is { } delimiter ? Name[(Name.LastIndexOf(delimiter) + 1)..] : Name;
}

/// <summary>What a folder is for.</summary>
public enum SpecialUse
{
    None,
    Inbox,
    Sent,
    Drafts,
    Junk,
    Trash,
    All,
    Archive,
    Flagged,
}
