namespace Postrider.Channels.Email;

/// <summary>From an account to a mailbox that can be signed in to.</summary>
internal interface IMailboxes
{
    /// <exception cref="MailboxException">There is no way to sign in now.</exception>
    ValueTask<Mailbox> OpenAsync(DriverAccount account, CancellationToken cancellationToken);

    /// <summary>Told when a server refuses the sign-in: true when another try will sign in otherwise, so that this no does not count against the account.</summary>
    bool Distrust(DriverAccount account);
}

/// <summary>A mailbox that cannot be signed in to, and what to do about it.</summary>
internal sealed class MailboxException(Attempts.AccountTrouble? trouble, string message) : Exception(message)
{
    /// <summary>Null: waiting may be enough.</summary>
    public Attempts.AccountTrouble? Trouble { get; } = trouble;
}
