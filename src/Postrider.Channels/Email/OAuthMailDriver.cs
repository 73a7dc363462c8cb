using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Postrider.Accounts;

namespace Postrider.Channels.Email;

/// <summary>Mail of accounts that a person signs in to in the browser: OAuth 2's authorization code with PKCE (RFC 7636).</summary>
internal sealed class OAuthMailDriver(AccountKind kind, IMailboxes mailboxes, SmtpPool pool, SentFolder sent, MailWriter writer, OAuthExchange exchange, TimeProvider time)
    : MailDriver(kind, mailboxes, pool, sent, writer, time), ISignIn
{
    public bool IsSignedIn(IReadOnlyDictionary<string, string> secrets) => secrets.ContainsKey(MailKinds.Refresh);

    public string Begin(Account account, IDictionary<string, string> secrets, string state, string callback)
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        secrets[MailKinds.Verifier] = verifier;
        var place = OAuthPlace.Of(account, new Dictionary<string, string>(secrets));
        (string Name, string Value)[] query =
        [
            ("response_type", "code"),
            ("client_id", place.ClientId),
            ("redirect_uri", callback),
            ("scope", place.Scope),
            ("state", state),
            ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
            ("code_challenge_method", "S256"),
            ("login_hint", (string?)account.Settings[MailKinds.FromAddress] ?? ""),

            // Google gives a refresh secret only when asked so; Microsoft knows it by its scope, and both take "prompt".
            ("access_type", "offline"),
            ("prompt", "consent"),
        ];
        var separator = place.AuthorizeUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return place.AuthorizeUrl + separator + string.Join('&', query.Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));
    }

    public async Task<SignInResult> CompleteAsync(DriverAccount account, string code, string callback, CancellationToken cancellationToken)
    {
        var place = OAuthPlace.Of(account.Account, account.Secrets);
        if (account.Secrets.GetValueOrDefault(MailKinds.Verifier) is not { } verifier)
        {
            return new SignInResult(null, "This sign-in was not begun here, or is already complete.");
        }

        return await exchange.TradeCodeAsync(place, code, verifier, callback, cancellationToken) switch
        {
            OAuthAnswer.Granted { Refresh: { } refresh } => new SignInResult(Signed(account.Secrets, refresh), null),
            OAuthAnswer.Granted => new SignInResult(null, "The sign-in service gave no refresh token, so the sign-in would end within the hour. Take away this application's access in the mailbox's security settings and sign in again."),
            OAuthAnswer.Refused refused => new SignInResult(null, refused.Detail),
            OAuthAnswer.NotNow notNow => new SignInResult(null, notNow.Detail),
            _ => throw new InvalidOperationException("An answer of another kind."),
        };
    }

    private static Dictionary<string, string> Signed(IReadOnlyDictionary<string, string> secrets, string refresh)
    {
        var signed = new Dictionary<string, string>(secrets)
        {
            [MailKinds.Refresh] = refresh,
            [MailKinds.SignedIn] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9)),
        };
        signed.Remove(MailKinds.Verifier);
        return signed;
    }
}
