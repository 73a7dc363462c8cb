namespace Postrider.Mail.Imap;

/// <summary>The server said no, or nothing that is IMAP. What could not be reached is a <see cref="Wire.WireException"/>.</summary>
public sealed class ImapException(ImapFault fault, string message, string? code = null) : IOException(message)
{
    public ImapFault Fault { get; } = fault;

    /// <summary>The response code's name in upper case, such as <c>OVERQUOTA</c>; null when the server gave none.</summary>
    public string? Code { get; } = code;
}

public enum ImapFault
{
    /// <summary>The server does not take the user and password, or the bearer. Trying again will not help.</summary>
    Credentials,

    /// <summary>The server answered NO. The session goes on.</summary>
    Refused,

    /// <summary>The server answered NO because there is no such folder. The session goes on.</summary>
    NoFolder,

    /// <summary>The server answered BAD: it does not know the command, or not in this state. The session goes on.</summary>
    Bad,

    /// <summary>The server said that it closes the session.</summary>
    Bye,

    /// <summary>What came is not IMAP, or more of it than can be right. The session is over.</summary>
    Protocol,
}
