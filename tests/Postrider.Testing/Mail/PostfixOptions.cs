namespace Postrider.Testing.Mail;

public sealed record PostfixOptions
{
    /// <summary>In bytes.</summary>
    public int MessageSizeLimit { get; init; } = 25 * 1024 * 1024;

    /// <summary>Write into the mailboxes' files without LMTP, which this Dovecot cannot do for mail that needs SMTPUTF8.</summary>
    public bool FilesMailItself { get; init; }

    /// <summary>Further lines of main.cf; they win over those before.</summary>
    public string Extra { get; init; } = "";
}
