namespace Postrider.Mail.Smtp;

/// <summary>The server was reached and would not begin: it refused the greeting, TLS or the sign-in.</summary>
public sealed class SmtpException(SmtpReply reply, string message) : IOException(message)
{
    public SmtpReply Reply { get; } = reply;
}
