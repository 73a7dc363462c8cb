using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;

namespace Postrider.Mail.Imap;

/// <summary>From the first line of the server to a session that is signed in.</summary>
internal static class ImapSignIn
{
    private static readonly string[] _passing = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "PRIVACYREQUIRED", "CONTACTADMIN"];
    private static readonly string[] _final = ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"];
    private static readonly string[] _passingWords = ["too many", "simultaneous", "temporar", "try again", "try later", "rate limit", "unavailable", "internal error", "server error", "overload"];

    public static async Task RunAsync(ImapDialogue dialogue, MailHost host, MailSignIn signIn, CancellationToken cancellationToken)
    {
        if (signIn.User.AsSpan().ContainsAnyInRange('\0', '\u0001') || (signIn is MailSignIn.Bearer bearer ? bearer.AccessKey : ((MailSignIn.Password)signIn).Secret).AsSpan().ContainsAnyInRange('\0', '\u0001'))
        {
            throw new ArgumentException("No user and no secret can have a NUL or a SOH in it: the mechanisms end them with these.", nameof(signIn));
        }

        var known = await dialogue.GreetAsync(cancellationToken);
        if (host.Security == WireSecurity.StartTls)
        {
            await SecureAsync(dialogue, host, known, cancellationToken);
        }

        await LearnAsync(dialogue, cancellationToken);
        if (!known)
        {
            await ProveAsync(dialogue, host, signIn, cancellationToken);
            await LearnAsync(dialogue, cancellationToken);
        }
    }

    /// <summary>Over TLS or not at all: a server that is said to have it and does not show it may be somebody else.</summary>
    private static async Task SecureAsync(ImapDialogue dialogue, MailHost host, bool known, CancellationToken cancellationToken)
    {
        await LearnAsync(dialogue, cancellationToken);
        if (known || !dialogue.Capabilities.Contains("STARTTLS"))
        {
            throw new WireException(WireFault.Tls, $"{host} does not offer TLS (STARTTLS).");
        }

        var end = await dialogue.AskAsync(new ImapCommand("STARTTLS"), ImapAnswers.Ignored, cancellationToken);
        if (!end.Is("OK"))
        {
            throw new WireException(WireFault.Tls, $"{host} refused to begin TLS: {ImapDialogue.Said(end.Text)}");
        }

        await dialogue.SecureAsync(cancellationToken);
    }

    private static async Task LearnAsync(ImapDialogue dialogue, CancellationToken cancellationToken)
    {
        if (dialogue.Capabilities.Count == 0)
        {
            await dialogue.DoAsync(new ImapCommand("CAPABILITY"), ImapAnswers.Ignored, cancellationToken);
        }
    }

    private static async Task ProveAsync(ImapDialogue dialogue, MailHost host, MailSignIn signIn, CancellationToken cancellationToken)
    {
        var offered = dialogue.Capabilities.Where(name => name.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase)).Select(name => name["AUTH=".Length..]).ToList();
        var mayLogin = signIn is MailSignIn.Password && !dialogue.Capabilities.Contains("LOGINDISABLED");
        var mechanism = signIn.Choose(offered);
        mechanism = mechanism == "LOGIN" && mayLogin ? null : mechanism;
        if (mechanism is null && !mayLogin)
        {
            throw new ImapException(ImapFault.Refused, $"{host} offers no way to sign in with {(signIn is MailSignIn.Password ? "a password" : "OAuth")} here.");
        }

        var hasIr = dialogue.Capabilities.Contains("SASL-IR");
        dialogue.Capabilities.Clear();
        var (command, answers, wasDenied) = mechanism is null ? Login((MailSignIn.Password)signIn) : Authenticate(mechanism, host, signIn, hasIr);
        var end = await dialogue.AskAsync(command, answers, cancellationToken);
        if (!end.Is("OK"))
        {
            throw wasDenied() || IsFinal(end) ? new ImapException(ImapFault.Credentials, $"{host} does not accept the sign-in of {signIn.User}: {ImapDialogue.Said(end.Text)}", end.Code) : dialogue.Failure("the sign-in", end);
        }
    }

    private static (ImapCommand Command, ImapAnswers Answers, Func<bool> WasDenied) Login(MailSignIn.Password password) =>
        (new ImapCommand("LOGIN").String(password.Name).String(password.Secret), ImapAnswers.Ignored, () => false);

    private static (ImapCommand Command, ImapAnswers Answers, Func<bool> WasDenied) Authenticate(string mechanism, MailHost host, MailSignIn signIn, bool hasIr)
    {
        var replies = new Queue<string>();
        var command = new ImapCommand("AUTHENTICATE").Words(mechanism);
        if (signIn.InitialResponse(mechanism, host.Host, host.Port) is not { } first)
        {
            var password = (MailSignIn.Password)signIn;
            replies.Enqueue(MailSignIn.Encode(password.Name));
            replies.Enqueue(MailSignIn.Encode(password.Secret));
        }
        else if (hasIr)
        {
            command.Words(first);
        }
        else
        {
            replies.Enqueue(first);
        }

        // What is asked beyond that is the reason of a refusal, which a bearer's server tells before it refuses.
        var wasDenied = false;
        var answers = new ImapAnswers
        {
            Continue = _ =>
            {
                if (replies.TryDequeue(out var reply))
                {
                    return reply;
                }

                wasDenied |= signIn is MailSignIn.Bearer;
                return mechanism switch
                {
                    "XOAUTH2" => "",
                    "OAUTHBEARER" => MailSignIn.Encode("\u0001"),
                    _ => "*",
                };
            },
        };
        return (command, answers, () => wasDenied);
    }

    private static bool IsFinal(ImapResponse end) => end switch
    {
        { Name: "BAD" } => false,
        { Code: { } code } when _final.Contains(code) => true,
        { Code: { } code } when _passing.Contains(code) => false,
        _ => !_passingWords.Any(word => end.Text.Contains(word, StringComparison.OrdinalIgnoreCase)),
    };
}
