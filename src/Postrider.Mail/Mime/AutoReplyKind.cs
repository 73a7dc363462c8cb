namespace Postrider.Mail.Mime;

/// <summary>What kind of program wrote a mail; anything but <see cref="None"/> must not be answered by another.</summary>
public enum AutoReplyKind
{
    None,
    AutoReply,
    OutOfOffice,

    /// <summary>"Your mail was read", or deleted unread.</summary>
    Receipt,
    List,
    Bulk,

    /// <summary>Written by a program, and none of the others.</summary>
    Generated,
}
