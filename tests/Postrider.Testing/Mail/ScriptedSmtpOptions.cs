namespace Postrider.Testing.Mail;

public sealed record ScriptedSmtpOptions
{
    /// <summary>With one, STARTTLS is offered.</summary>
    public Certificates? Certificate { get; init; }

    /// <summary>TLS at once instead.</summary>
    public bool IsTlsAtOnce { get; init; }

    /// <summary>What AUTH offers: PLAIN, LOGIN, XOAUTH2, OAUTHBEARER. None: no AUTH.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = ["PLAIN", "LOGIN"];

    /// <summary>Offers AUTH before TLS too.</summary>
    public bool OffersAuthInPlain { get; init; } = true;

    /// <summary>Refuses MAIL from who has not signed in.</summary>
    public bool WantsSignIn { get; init; }

    /// <summary>Who may sign in, by a password.</summary>
    public Func<string, string, bool> MayEnter { get; init; } = (_, password) => password == DovecotServer.Password;

    /// <summary>Who may sign in, by a bearer.</summary>
    public Func<string, string, bool> MayEnterByBearer { get; init; } = (_, _) => true;

    public bool HasPipelining { get; init; } = true;

    public bool HasEightBit { get; init; } = true;

    public bool HasUnicode { get; init; } = true;

    /// <summary>Null: SIZE is not offered.</summary>
    public long? Size { get; init; } = 25 * 1024 * 1024;

    /// <summary>Further lines of the answer to EHLO.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];
}
