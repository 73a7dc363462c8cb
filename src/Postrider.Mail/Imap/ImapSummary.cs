namespace Postrider.Mail.Imap;

/// <summary>What the server knows of a message without reading it.</summary>
/// <param name="Size">In bytes, as the server counts them; servers are known to be wrong.</param>
/// <param name="InternalDate">When the server got it; null where what it said is no date.</param>
public sealed record ImapSummary(uint Uid, long Size, DateTimeOffset? InternalDate, IReadOnlySet<string> Flags);
