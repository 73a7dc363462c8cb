namespace Postrider.Testing.Mail;

public sealed record OAuthOptions
{
    public string ClientId { get; init; } = "client-of-the-tests";

    /// <summary>Null: the client has none, as with PKCE alone.</summary>
    public string? ClientSecret { get; init; } = "secret-of-the-tests";

    /// <summary>Where a browser may be sent back to.</summary>
    public Func<string, bool> MayReturnTo { get; init; } = _ => true;

    /// <summary>Whose mailbox it is where the request has no <c>login_hint</c>.</summary>
    public string User { get; init; } = DovecotServer.Team;

    /// <summary>How long a bearer is said to live.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>As Microsoft does: each refresh gives another refresh value and ends the one before.</summary>
    public bool RotatesRefresh { get; init; }

    /// <summary>As Google does: a refresh value only where <c>access_type=offline</c> was asked for.</summary>
    public bool WantsOffline { get; init; }
}
