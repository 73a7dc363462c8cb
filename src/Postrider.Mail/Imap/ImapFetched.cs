namespace Postrider.Mail.Imap;

/// <summary>How much of a message was read.</summary>
public enum ImapFetched
{
    /// <summary>The message is no longer there.</summary>
    Gone,
    Whole,

    /// <summary>The message is larger than what was asked for; the rest was not read.</summary>
    Cut,
}
