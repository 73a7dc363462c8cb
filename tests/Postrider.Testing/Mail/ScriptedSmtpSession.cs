using System.Net.Sockets;

namespace Postrider.Testing.Mail;

/// <summary>One session of a <see cref="ScriptedSmtpServer"/>.</summary>
internal sealed class ScriptedSmtpSession(ScriptedSmtpServer server, int number, Socket socket) : IAsyncDisposable
{
    private readonly ScriptedSmtpWire _wire = new(socket);
    private readonly List<string> _recipients = [];
    private CancellationToken _end;
    private string? _signedInAs;
    private string? _from;
    private string _parameters = "";
    private int _message;
    private bool _isOver;

    private ScriptedSmtpOptions Options => server.Options;

    public async Task RunAsync(CancellationToken end)
    {
        _end = end;
        if (Options.IsTlsAtOnce)
        {
            await _wire.SecureAsync(Options.Certificate!, end);
        }

        await DoAsync(SmtpStep.Greeting, "", "220 scripted ESMTP");
        while (!_isOver && await _wire.ReadLineAsync(end) is { } line)
        {
            server.Note(number, line);
            await TakeAsync(line);
        }
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private Task TakeAsync(string line) => line.Split(' ')[0].ToUpperInvariant() switch
    {
        "EHLO" => DoAsync(SmtpStep.Hello, line, string.Join("\r\n", Hello())),
        "HELO" => DoAsync(SmtpStep.Hello, line, "250 scripted"),
        "STARTTLS" => SecureAsync(line),
        "AUTH" => SignInAsync(line),
        "MAIL" => MailAsync(line),
        "RCPT" => RecipientAsync(line),
        "DATA" => DataAsync(line),
        "QUIT" => QuitAsync(line),
        "RSET" => ResetAsync(line),
        "NOOP" => DoAsync(SmtpStep.Other, line, "250 ok"),
        _ => DoAsync(SmtpStep.Other, line, "500 5.5.2 no such command"),
    };

    private IEnumerable<string> Hello()
    {
        List<string> lines = ["scripted", .. Options.Further];
        Offer(Options.HasPipelining, "PIPELINING");
        Offer(Options.HasEightBit, "8BITMIME");
        Offer(Options.HasUnicode, "SMTPUTF8");
        Offer(Options.Size is not null, $"SIZE {Options.Size}");
        Offer(Options.Certificate is not null && !_wire.IsSecure, "STARTTLS");
        Offer(Options.Mechanisms.Count > 0 && (_wire.IsSecure || Options.OffersAuthInPlain), $"AUTH {string.Join(' ', Options.Mechanisms)}");
        lines.Add("ENHANCEDSTATUSCODES");
        return lines.Select((line, i) => i < lines.Count - 1 ? $"250-{line}" : $"250 {line}");

        void Offer(bool has, string line)
        {
            if (has)
            {
                lines.Add(line);
            }
        }
    }

    private async Task SecureAsync(string line)
    {
        if (Options.Certificate is null || _wire.IsSecure)
        {
            await DoAsync(SmtpStep.StartTls, line, "502 5.5.1 not here");
        }
        else if (await DoAsync(SmtpStep.StartTls, line, "220 go ahead"))
        {
            await _wire.SecureAsync(Options.Certificate, _end);
            _signedInAs = null;
        }
    }

    private async Task SignInAsync(string line)
    {
        var user = await new ScriptedSmtpSignIn(Options, _wire, told => server.Note(number, told)).ReadAsync(line, _end);
        if (await DoAsync(SmtpStep.SignIn, line, user is null ? "535 5.7.8 no such user or password" : "235 2.7.0 welcome"))
        {
            _signedInAs = user ?? "";
        }
    }

    private async Task MailAsync(string line)
    {
        _message = server.NextMessage();
        var (path, parameters) = Path(line);
        var answer = _from is not null ? "503 5.5.1 one at a time"
            : Options.WantsSignIn && _signedInAs is null ? "530 5.7.0 sign in first"
            : Declared(parameters) > Options.Size ? "552 5.3.4 too big"
            : "250 2.1.0 ok";
        if (await DoAsync(SmtpStep.MailFrom, line, answer))
        {
            (_from, _parameters) = (path, parameters);
        }
    }

    private async Task RecipientAsync(string line)
    {
        if (await DoAsync(SmtpStep.Recipient, line, _from is null ? "503 5.5.1 MAIL first" : "250 2.1.5 ok"))
        {
            _recipients.Add(Path(line).Path);
        }
    }

    private async Task DataAsync(string line)
    {
        if (!await DoAsync(SmtpStep.Data, line, _recipients.Count == 0 ? "503 5.5.1 no valid recipients" : "354 go on"))
        {
            return;
        }

        var body = await _wire.ReadBodyAsync(async bytes => await FollowAsync(SmtpStep.Body, "", bytes) is not { Closes: true } && !_isOver, _end);
        if (body is null)
        {
            _isOver = true;
            return;
        }

        var message = new SmtpMessage(number, _message, _from ?? "", _parameters, [.. _recipients], body, _signedInAs, _wire.IsSecure);
        server.Keep(message);
        var isTooBig = body.Length > Options.Size;
        if (await FollowAsync(SmtpStep.Dot, "", body.Length) is not { } said ? !_isOver && await TakenAsync(isTooBig) : said.IsDone && await TakenAsync(false, isTold: true))
        {
            await FollowAsync(SmtpStep.Told, "", body.Length);
        }

        Forget();

        async Task<bool> TakenAsync(bool isRefused, bool isTold = false)
        {
            if (isRefused)
            {
                await _wire.SendAsync("552 5.3.4 too big", _end);
                return false;
            }

            message.IsTaken = true;
            await server.OnTaken(message);
            return isTold || await DoAsync(SmtpStep.Taken, "", $"250 2.0.0 taken as {_message}", body.Length);
        }
    }

    private async Task ResetAsync(string line)
    {
        await DoAsync(SmtpStep.Other, line, "250 2.0.0 ok");
        Forget();
    }

    private async Task QuitAsync(string line)
    {
        await DoAsync(SmtpStep.Quit, line, "221 2.0.0 bye");
        if (!_isOver)
        {
            _isOver = true;
            await _wire.DropAsync(withReset: false, _end);
        }
    }

    private void Forget()
    {
        _recipients.Clear();
        _from = null;
    }

    /// <summary>The script's answer, else the usual one; true where the step counts as done.</summary>
    private async Task<bool> DoAsync(SmtpStep step, string line, string usual, long bytes = 0)
    {
        if (await FollowAsync(step, line, bytes) is { } said)
        {
            return said.IsDone;
        }

        if (_isOver)
        {
            return false;
        }

        await _wire.SendAsync(usual, _end);
        return usual[0] is '2' or '3';
    }

    /// <summary>Does what the script wants; null where that leaves the usual answer to be given, or ended the session.</summary>
    private async Task<SmtpAnswer.Said?> FollowAsync(SmtpStep step, string line, long bytes)
    {
        var answer = server.Script(new SmtpMoment(number, _message, step, line, bytes));
        while (answer is SmtpAnswer.Waited waited)
        {
            await waited.Released.WaitAsync(_end);
            answer = waited.Then;
        }

        switch (answer)
        {
            case SmtpAnswer.Dropped dropped:
                _isOver = true;
                await _wire.DropAsync(dropped.WithReset, _end);
                return null;
            case SmtpAnswer.Said said:
                await _wire.SendAsync(said.Bytes, _end);
                if (said.Closes)
                {
                    _isOver = true;
                    await _wire.DropAsync(withReset: false, _end);
                }

                return said;
            default:
                return null;
        }
    }

    private static (string Path, string Parameters) Path(string line)
    {
        var start = line.IndexOf('<', StringComparison.Ordinal) + 1;
        var end = line.LastIndexOf('>');
        return start > 0 && end >= start ? (line[start..end], line[(end + 1)..].Trim()) : (line, "");
    }

    private static long Declared(string parameters) =>
        parameters.Split(' ').FirstOrDefault(word => word.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase)) is { } size && long.TryParse(size.AsSpan(5), out var bytes) ? bytes : 0;
}
