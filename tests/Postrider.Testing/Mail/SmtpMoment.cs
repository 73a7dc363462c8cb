namespace Postrider.Testing.Mail;

/// <summary>Where a session stands when its script is asked.</summary>
/// <param name="Session">The server's sessions are counted from one.</param>
/// <param name="Message">The server's messages are counted from one, by MAIL commands; 0 before a session's first.</param>
/// <param name="Line">The command; nothing where the step has none.</param>
/// <param name="Bytes">How much of the body arrived so far.</param>
public sealed record SmtpMoment(int Session, int Message, SmtpStep Step, string Line, long Bytes = 0);

public enum SmtpStep
{
    /// <summary>Connected; with TLS at once, that is done.</summary>
    Greeting,

    /// <summary>EHLO, HELO.</summary>
    Hello,

    StartTls,

    /// <summary>AUTH, with all that belongs to it already read.</summary>
    SignIn,

    MailFrom,

    Recipient,

    Data,

    /// <summary>A part of the body arrived; asked again after each part.</summary>
    Body,

    /// <summary>The final dot arrived; nothing is decided yet.</summary>
    Dot,

    /// <summary>The message is the server's now, and the client does not know yet.</summary>
    Taken,

    /// <summary>The client was told. Only dropping and waiting make sense here.</summary>
    Told,

    /// <summary>RSET, NOOP and what is unknown.</summary>
    Other,

    Quit,
}
