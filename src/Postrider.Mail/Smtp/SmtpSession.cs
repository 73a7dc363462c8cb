using System.Globalization;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;

namespace Postrider.Mail.Smtp;

/// <summary>
/// A session with a mail server, signed in, for one mail after another. What became of a mail is decided by how far the session
/// had come when it broke: before the final dot nothing was handed over, after it nobody knows.
/// </summary>
public sealed class SmtpSession : IAsyncDisposable
{
    // The server files the mail before it answers the final dot, and may take its time (RFC 5321 grants it ten minutes).
    private static readonly TimeSpan _patienceAfterDot = TimeSpan.FromMinutes(4);

    // The last piece is what goes out together with the final dot.
    private const int LastPiece = 64 * 1024;

    private readonly MailHost _host;
    private readonly MailWire _wire;
    private bool _begun;

    private SmtpSession(MailHost host, MailWire wire, SmtpCapabilities capabilities) => (_host, _wire, Capabilities) = (host, wire, capabilities);

    public SmtpCapabilities Capabilities { get; private set; }

    /// <summary>Whether another mail can be sent.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>How many mails were sent, or tried.</summary>
    public int Mails { get; private set; }

    /// <summary>Connects, greets, secures and signs in.</summary>
    /// <exception cref="WireException">The server could not be reached or does not speak SMTP.</exception>
    /// <exception cref="SmtpException">The server was reached and said no.</exception>
    public static async Task<SmtpSession> OpenAsync(MailHost host, MailSignIn? signIn, string ownName, TimeProvider time, CancellationToken cancellationToken)
    {
        return await OpenAsync(await MailWire.ConnectAsync(host, time, cancellationToken), host, signIn, ownName, cancellationToken);
    }

    /// <summary>Over a wire that is there already; it is the session's from now on.</summary>
    internal static async Task<SmtpSession> OpenAsync(MailWire wire, MailHost host, MailSignIn? signIn, string ownName, CancellationToken cancellationToken)
    {
        try
        {
            var session = new SmtpSession(host, wire, new SmtpCapabilities(null));
            session.Expect(await SmtpReply.ReadAsync(wire, cancellationToken), "does not take mail now");
            await session.GreetAsync(ownName, cancellationToken);
            if (host.Security == WireSecurity.StartTls)
            {
                await session.SecureAsync(ownName, cancellationToken);
            }

            if (signIn is not null)
            {
                await SmtpSignIn.RunAsync(wire, host, session.Capabilities, signIn, cancellationToken);
            }

            return session;
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <param name="mayCommit">Asked once, right before the final dot; on a no nothing is handed over.</param>
    public async Task<SmtpResult> SendAsync(SmtpMail mail, Func<bool> mayCommit, CancellationToken cancellationToken)
    {
        if (Capabilities.LargestMail < mail.Content.Length)
        {
            return new SmtpResult.Refused(new SmtpReply(552, "5.3.4", $"The mail has {mail.Content.Length} bytes; {_host} takes at most {Capabilities.LargestMail}."));
        }

        if (mail.International && !Capabilities.SmtpUtf8)
        {
            return new SmtpResult.Refused(new SmtpReply(553, "5.6.7", $"{_host} takes no addresses beyond ASCII."));
        }

        if (!IsPlain(mail.From) || !IsPlain(mail.To) || !mail.Also.All(IsPlain))
        {
            return new SmtpResult.Refused(new SmtpReply(553, "5.1.3", "The address cannot be written in a mail's envelope."));
        }

        var committed = false;
        Mails++;
        try
        {
            if (await OpenMailAsync(mail, cancellationToken) is { } no)
            {
                return no;
            }

            var content = DotStuffing.Apply(mail.Content.Span).AsMemory();
            for (; content.Length > LastPiece; content = content[LastPiece..])
            {
                await _wire.SendAsync(content[..LastPiece], cancellationToken);
            }

            // A server that speaks or leaves now will not take the mail, and the dot is still ours.
            if (_wire.HasMore)
            {
                return Broken($"{_host} broke off before the end of the mail.");
            }

            if (!mayCommit())
            {
                IsUsable = false;
                return new SmtpResult.NotCommitted();
            }

            committed = true;
            await _wire.SendAsync(content, cancellationToken);
            return await ReadVerdictAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is WireException or OperationCanceledException)
        {
            return committed ? Lost(exception.Message) : Broken(exception.Message);
        }
    }

    /// <summary>Says goodbye where that is possible, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (IsUsable)
            {
                await _wire.SendLineAsync("QUIT", CancellationToken.None);
            }
        }
        catch (WireException)
        {
            // Nobody is left to say goodbye to.
        }

        await _wire.DisposeAsync();
    }

    /// <summary>Up to the server's word to go on with the content; otherwise what it said instead.</summary>
    private async ValueTask<SmtpResult?> OpenMailAsync(SmtpMail mail, CancellationToken cancellationToken)
    {
        string?[] commands = [_begun ? "RSET" : null, MailFrom(mail), $"RCPT TO:<{mail.To}>", .. mail.Also.Select(recipient => $"RCPT TO:<{recipient}>"), "DATA"];
        _begun = true;
        SmtpResult? no = null;
        var asked = commands.OfType<string>().ToArray();
        for (var i = 0; i < asked.Length && (no is null || Capabilities.Pipelining); i++)
        {
            if (Capabilities.Pipelining && i == 0)
            {
                foreach (var command in asked)
                {
                    _wire.PutLine(command);
                }

                await _wire.FlushAsync(cancellationToken);
            }
            else if (!Capabilities.Pipelining)
            {
                await _wire.SendLineAsync(asked[i], cancellationToken);
            }

            var reply = await ReadAsync(cancellationToken);
            if (asked[i] == "DATA" && reply.Code == 354)
            {
                _begun = false;
                if (no is not null)
                {
                    // It wants the content of a mail that it did not take. Going away sends nothing.
                    IsUsable = false;
                }

                return no;
            }

            no ??= reply.IsPositive && asked[i] != "DATA" ? null : No(reply);
        }

        return no;
    }

    /// <summary>Whether an address can stand between the brackets of a command without ending them.</summary>
    private static bool IsPlain(string address) => address.Length is > 0 and <= 320 && !address.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>');

    private string MailFrom(SmtpMail mail) => string.Concat(
        $"MAIL FROM:<{mail.From}>",
        Capabilities.Size ? string.Create(CultureInfo.InvariantCulture, $" SIZE={mail.Content.Length}") : "",
        mail.International ? " BODY=8BITMIME SMTPUTF8" : "");

    private async ValueTask<SmtpResult> ReadVerdictAsync(CancellationToken cancellationToken)
    {
        _wire.LongestStep = _patienceAfterDot;
        var reply = await SmtpReply.ReadAsync(_wire, cancellationToken);
        _wire.LongestStep = _host.Patience;
        return reply is null ? Lost($"{_host} answered the end of the mail with something that is not SMTP.")
            : reply.IsPositive ? new SmtpResult.Accepted(reply)
            : reply.IsTransient || reply.IsPermanent ? No(reply)
            : Lost($"{_host} answered the end of the mail with {reply.Code}.");
    }

    private SmtpResult.Unknown Lost(string detail)
    {
        IsUsable = false;
        return new SmtpResult.Unknown(detail);
    }

    private SmtpResult No(SmtpReply reply)
    {
        IsUsable &= reply.Code != 421 && !reply.IsAboutCredentials;
        return reply.IsAboutCredentials ? new SmtpResult.NotSignedIn(reply)
            : reply.IsTransient ? new SmtpResult.Deferred(reply)
            : reply.IsPermanent ? new SmtpResult.Refused(reply)
            : Broken($"{_host} answered with {reply.Code}, which makes no sense here.");
    }

    private SmtpResult.Broken Broken(string detail)
    {
        IsUsable = false;
        return new SmtpResult.Broken(detail);
    }

    private async ValueTask<SmtpReply> ReadAsync(CancellationToken cancellationToken) =>
        await SmtpReply.ReadAsync(_wire, cancellationToken) ?? throw new WireException(WireFault.Protocol, $"{_host} does not speak SMTP.");

    private async ValueTask GreetAsync(string ownName, CancellationToken cancellationToken)
    {
        await _wire.SendLineAsync($"EHLO {ownName}", cancellationToken);
        var reply = await ReadAsync(cancellationToken);
        if (reply.IsPermanent)
        {
            // A server of before 1995; it takes plain mail all the same.
            await _wire.SendLineAsync($"HELO {ownName}", cancellationToken);
            Expect(await ReadAsync(cancellationToken), "does not want to talk to us");
            return;
        }

        Capabilities = new SmtpCapabilities(Expect(reply, "does not want to talk to us"));
    }

    private async ValueTask SecureAsync(string ownName, CancellationToken cancellationToken)
    {
        if (!Capabilities.StartTls)
        {
            throw new WireException(WireFault.Tls, $"{_host} offers no STARTTLS. Set security to tls (mostly on port 465), or to none if that is what you want.");
        }

        await _wire.SendLineAsync("STARTTLS", cancellationToken);
        Expect(await ReadAsync(cancellationToken), "does not begin TLS");
        await _wire.SecureAsync(cancellationToken);
        await GreetAsync(ownName, cancellationToken);
    }

    private SmtpReply Expect(SmtpReply? reply, string otherwise) =>
        reply is null ? throw new WireException(WireFault.Protocol, $"{_host} does not greet as a mail server (SMTP) does. Check host, port and security.")
            : reply.IsPositive ? reply
            : throw new SmtpException(reply, $"{_host} {otherwise}: {reply}");
}
