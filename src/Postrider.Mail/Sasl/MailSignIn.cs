using System.Text;

namespace Postrider.Mail.Sasl;

/// <summary>How to sign in at a mail server.</summary>
public abstract record MailSignIn
{
    private MailSignIn(string user) => User = user;

    public string User { get; }

    /// <summary>A password: PLAIN where the server has it, else LOGIN.</summary>
    public sealed record Password(string Name, string Secret) : MailSignIn(Name);

    /// <summary>An OAuth 2 bearer: XOAUTH2 where the server has it, else OAUTHBEARER.</summary>
    public sealed record Bearer(string Name, string AccessKey) : MailSignIn(Name);

    /// <summary>The first and only message of a mechanism, in base64; null where the mechanism is a dialogue (LOGIN) or not fit for this sign-in.</summary>
    public string? InitialResponse(string mechanism, string host, int port) => (this, mechanism) switch
    {
        (Password password, "PLAIN") => Encode($"\0{password.Name}\0{password.Secret}"),
        (Bearer bearer, "XOAUTH2") => Encode($"user={bearer.Name}\u0001auth=Bearer {bearer.AccessKey}\u0001\u0001"),
        (Bearer bearer, "OAUTHBEARER") => Encode($"n,a={bearer.Name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},\u0001host={host}\u0001port={port}\u0001auth=Bearer {bearer.AccessKey}\u0001\u0001"),
        _ => null,
    };

    /// <summary>The mechanism to use of those that the server has; null: none fits.</summary>
    public string? Choose(IReadOnlyCollection<string> offered) =>
        (this is Password ? (string[])["PLAIN", "LOGIN"] : ["XOAUTH2", "OAUTHBEARER"]).FirstOrDefault(mechanism => offered.Contains(mechanism, StringComparer.OrdinalIgnoreCase));

    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
