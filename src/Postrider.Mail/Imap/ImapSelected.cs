namespace Postrider.Mail.Imap;

/// <summary>A folder as it was when it was opened.</summary>
/// <param name="UidValidity">While it stays the same, a UID means the same message.</param>
/// <param name="UidNext">No UID is this high yet; null: the server did not say.</param>
/// <param name="Exists">How many messages it holds.</param>
public sealed record ImapSelected(uint UidValidity, uint? UidNext, uint Exists, bool IsReadOnly);
