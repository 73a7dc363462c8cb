namespace Postrider.Mail.Imap;

/// <summary>Where an appended message is now.</summary>
public sealed record ImapAppended(uint UidValidity, uint Uid);
