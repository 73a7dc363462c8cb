namespace Postrider.Testing.Mail;

public sealed record DovecotOptions
{
    /// <summary>Mailboxes and their passwords.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>
    {
        [DovecotServer.Team] = DovecotServer.Password,
        [DovecotServer.Alex] = DovecotServer.Password,
        [DovecotServer.Sam] = DovecotServer.Password,
    };

    /// <summary>Where bearers are looked up, as at <see cref="OAuthServer"/>; with it, XOAUTH2 and OAUTHBEARER are offered too.</summary>
    public Uri? Introspection { get; init; }

    /// <summary>Further lines of its configuration; they win over those before.</summary>
    public string Extra { get; init; } = "";
}
