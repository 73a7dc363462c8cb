using System.Text;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;

namespace Postrider.Mail.Smtp;

/// <summary>AUTH with what the server offers: PLAIN or LOGIN for passwords, XOAUTH2 or OAUTHBEARER for bearers.</summary>
internal static class SmtpSignIn
{
    public static async ValueTask RunAsync(MailWire wire, MailHost host, SmtpCapabilities capabilities, MailSignIn signIn, CancellationToken cancellationToken)
    {
        var mechanism = signIn.Choose(capabilities.SignIns) ?? throw new SmtpException(
            new SmtpReply(504, "5.5.4", "no fitting way to sign in"),
            $"{host} offers no way to sign in that fits: it has {(capabilities.SignIns.Count == 0 ? "none" : string.Join(", ", capabilities.SignIns))}. If it wants TLS first, set security to starttls or tls.");
        var reply = signIn is MailSignIn.Password password && mechanism == "LOGIN"
            ? await LoginAsync(wire, host, password, cancellationToken)
            : await AskAsync(wire, host, $"AUTH {mechanism} {signIn.InitialResponse(mechanism, host.Host, host.Port)}", cancellationToken);
        string? reason = null;
        if (reply.Code == 334)
        {
            // With bearers the server gives its reason as a challenge, and its verdict only after an answer to that.
            reason = Decode(reply.Text);
            reply = await AskAsync(wire, host, mechanism == "OAUTHBEARER" ? "AQ==" : "", cancellationToken);
        }

        if (reply.Code != 235)
        {
            throw new SmtpException(reply, $"{host} does not accept the sign-in of {signIn.User}: {reply}{(reason is null ? "" : $" ({reason})")}");
        }
    }

    private static async ValueTask<SmtpReply> LoginAsync(MailWire wire, MailHost host, MailSignIn.Password password, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(wire, host, "AUTH LOGIN", cancellationToken);
        foreach (var answer in (string[])[password.Name, password.Secret])
        {
            if (reply.Code != 334)
            {
                return reply;
            }

            reply = await AskAsync(wire, host, MailSignIn.Encode(answer), cancellationToken);
        }

        return reply;
    }

    private static async ValueTask<SmtpReply> AskAsync(MailWire wire, MailHost host, string line, CancellationToken cancellationToken)
    {
        await wire.SendLineAsync(line, cancellationToken);
        return await SmtpReply.ReadAsync(wire, cancellationToken) ?? throw new WireException(WireFault.Protocol, $"{host} does not speak SMTP.");
    }

    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) && count is > 0 and < 1000 ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }
}
