using System.Globalization;
using System.Text;
using Postrider.Mail.Wire;

namespace Postrider.Mail.Imap;

/// <summary>
/// Commands and their answers, one at a time, and what the server says unasked meanwhile. After a failure that leaves open where in the dialogue the
/// two sides are, nothing more is sent.
/// </summary>
internal sealed partial class ImapDialogue(MailWire wire, MailHost host, TimeProvider time) : IAsyncDisposable
{
    // A sign-in is a dialogue of a few lines; more would go on for ever.
    private const int MostContinuations = 8;

    private const int MostResponses = 100_000;
    private const int LongestGreeting = 4096;
    private const int LargestUnasked = 64 * 1024;
    private const int LargestUnaskedMinus = 4096;
    private const int Piece = 64 * 1024;
    private const int SlowestBytesPerSecond = 8 * 1024;

    private static readonly string[] _noFolder = ["doesn't exist", "does not exist", "no such", "not found", "unknown mailbox", "unknown folder", "non-existent", "nonexistent"];

    private readonly ImapReader _reader = new(wire, host);
    private int _commands;
    private int _responses;
    private bool _inTurn;
    private bool _isOver;

    public HashSet<string> Capabilities { get; private set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many messages the open folder holds.</summary>
    public uint Exists { get; private set; }

    /// <summary>The folder changed and nobody has looked since.</summary>
    public bool HasNews { get; set; }

    public bool IsLeaving { get; set; }

    /// <summary>The first line; true when the server knows us without signing in.</summary>
    public Task<bool> GreetAsync(CancellationToken cancellationToken) => TurnAsync(
        0,
        async limit =>
        {
            var greeting = await _reader.ReadAsync(LongestGreeting, null, limit);
            if (greeting is not { Kind: ImapResponseKind.Untagged, Name: "OK" or "PREAUTH" or "BYE" })
            {
                throw _reader.NotImap();
            }

            Note(greeting);
            return greeting.Is("PREAUTH");
        },
        cancellationToken);

    /// <summary>Goes on over TLS. What the server said of itself before counts no more.</summary>
    public Task SecureAsync(CancellationToken cancellationToken) => TurnAsync(
        0,
        async limit =>
        {
            await wire.SecureAsync(limit);
            Capabilities.Clear();
            return true;
        },
        cancellationToken);

    /// <summary>The end of the command, which is OK.</summary>
    /// <exception cref="ImapException">It is not.</exception>
    public async Task<ImapResponse> DoAsync(ImapCommand command, ImapAnswers answers, CancellationToken cancellationToken)
    {
        var end = await AskAsync(command, answers, cancellationToken);
        return end.Is("OK") ? end : throw Failure(command.Verb, end);
    }

    /// <summary>The end of the command, whichever it is.</summary>
    public Task<ImapResponse> AskAsync(ImapCommand command, ImapAnswers answers, CancellationToken cancellationToken) => TurnAsync(
        answers.Weight,
        async limit =>
        {
            var tag = NextTag();
            return await SendAsync(tag, command, answers, limit) ?? await EndAsync(tag, answers, limit);
        },
        cancellationToken);

    public ImapException Failure(string verb, ImapResponse end) => end switch
    {
        { Name: "BAD" } => new(ImapFault.Bad, $"{host} does not understand {verb}: {Said(end.Text)}", end.Code),
        _ when LacksFolder(verb, end) => new(ImapFault.NoFolder, $"{host} has no such folder: {Said(end.Text)}", end.Code),
        _ => new(ImapFault.Refused, $"{host} refused {verb}: {Said(end.Text)}", end.Code),
    };

    public ImapException NotImap() => _reader.NotImap();

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    /// <summary>The server's words, fit for a log: short, and in one line.</summary>
    public static string Said(string text)
    {
        var said = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(200))
        {
            said.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return said.Length == 0 ? "it does not say why." : said.ToString();
    }

    /// <summary>Many servers have no code for it when a folder is opened, Dovecot among them.</summary>
    private static bool LacksFolder(string verb, ImapResponse end) =>
        end.Code is "TRYCREATE" or "NONEXISTENT"
        || (end.Code is null && (verb is "SELECT" or "EXAMINE") && _noFolder.Any(words => end.Text.Contains(words, StringComparison.OrdinalIgnoreCase)));

    private string NextTag() => string.Create(CultureInfo.InvariantCulture, $"A{++_commands}");

    /// <summary>Sends the command; its end, where the server refuses it before it has it whole.</summary>
    private async Task<ImapResponse?> SendAsync(string tag, ImapCommand command, ImapAnswers answers, CancellationToken cancellationToken)
    {
        wire.PutBytes(Encoding.ASCII.GetBytes($"{tag} "));
        foreach (var piece in command.Pieces)
        {
            if (!piece.IsLiteral)
            {
                wire.PutBytes(piece.Bytes.Span);
                continue;
            }

            var unasked = MaySendUnasked(piece.Bytes.Length);
            wire.PutLine(string.Create(CultureInfo.InvariantCulture, $"{{{piece.Bytes.Length}{(unasked ? "+" : "")}}}"));
            await wire.FlushAsync(cancellationToken);
            if (!unasked && await InvitationAsync(tag, answers, cancellationToken) is { } end)
            {
                return end;
            }

            for (var sent = 0; sent < piece.Bytes.Length; sent += Piece)
            {
                await wire.SendAsync(piece.Bytes.Slice(sent, Math.Min(Piece, piece.Bytes.Length - sent)), cancellationToken);
            }
        }

        await wire.SendLineAsync("", cancellationToken);
        return null;
    }

    /// <summary>A literal that goes at once saves a round trip. A large one waits to be invited: who refuses it should not first have to read it.</summary>
    private bool MaySendUnasked(int length) =>
        (Capabilities.Contains("LITERAL+") && length <= LargestUnasked) || (Capabilities.Contains("LITERAL-") && length <= LargestUnaskedMinus);

    private async Task<ImapResponse?> InvitationAsync(string tag, ImapAnswers answers, CancellationToken cancellationToken)
    {
        while (true)
        {
            var response = await NextAsync(tag, answers, cancellationToken);
            if (response.Kind != ImapResponseKind.Untagged)
            {
                return response.Kind == ImapResponseKind.Continuation ? null : response.Is("OK") ? throw NotImap() : response;
            }
        }
    }

    private async Task<ImapResponse> EndAsync(string tag, ImapAnswers answers, CancellationToken cancellationToken)
    {
        for (var continued = 0; ;)
        {
            var response = await NextAsync(tag, answers, cancellationToken);
            if (response.Kind == ImapResponseKind.Tagged)
            {
                return response;
            }

            if (response.Kind == ImapResponseKind.Continuation)
            {
                await wire.SendLineAsync(answers.Continue is { } reply && ++continued <= MostContinuations ? reply(response.Text) : throw NotImap(), cancellationToken);
            }
        }
    }

    /// <summary>The next response; what is untagged has been seen to.</summary>
    private async ValueTask<ImapResponse> NextAsync(string tag, ImapAnswers answers, CancellationToken cancellationToken)
    {
        if (++_responses > MostResponses)
        {
            throw NotImap();
        }

        var response = await _reader.ReadAsync(answers.Longest, answers.Body, cancellationToken);
        if (response.Kind == ImapResponseKind.Tagged && response.Tag != tag)
        {
            throw NotImap();
        }

        try
        {
            Note(response);
            if (response.Kind == ImapResponseKind.Untagged)
            {
                answers.Take?.Invoke(response);
            }
        }
        catch (FormatException)
        {
            throw NotImap();
        }

        return response;
    }

    /// <summary>What counts whenever it comes.</summary>
    private void Note(ImapResponse response)
    {
        switch (response)
        {
            case { Name: "BYE" } when !IsLeaving:
                throw new ImapException(ImapFault.Bye, $"{host} closes the session: {Said(response.Text)}", response.Code);
            case { Code: "CAPABILITY" }:
                Learn(response.CodeText);
                break;
            case { Name: "CAPABILITY" }:
                Learn(Encoding.UTF8.GetString(response.Data.Span));
                break;
            case { Name: "EXISTS", Number: { } count }:
                HasNews |= count != Exists;
                Exists = count;
                break;
            case { Name: "EXPUNGE", Number: not null }:
                HasNews = true;
                Exists -= Exists > 0 ? 1u : 0u;
                break;
            case { Name: "RECENT", Number: > 0 }:
                HasNews = true;
                break;
        }
    }

    private void Learn(string capabilities) =>
        Capabilities = new(capabilities.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    /// <summary>One command with all its answers. However slowly they come, it ends.</summary>
    private Task<T> TurnAsync<T>(long weight, Func<CancellationToken, Task<T>> turn, CancellationToken cancellationToken) =>
        TurnAsync((host.Patience * 10) + TimeSpan.FromSeconds(weight / SlowestBytesPerSecond), turn, cancellationToken);

    private async Task<T> TurnAsync<T>(TimeSpan longest, Func<CancellationToken, Task<T>> turn, CancellationToken cancellationToken)
    {
        if (_inTurn)
        {
            throw new InvalidOperationException("A session does one thing at a time.");
        }

        if (_isOver)
        {
            throw new WireException(WireFault.Closed, $"The session with {host} is over.");
        }

        using var limit = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        (_inTurn, _isOver, _responses) = (true, true, 0);
        try
        {
            var result = await turn(both.Token);
            _isOver = false;
            return result;
        }
        catch (ImapException exception) when (exception.Fault is ImapFault.Refused or ImapFault.Bad or ImapFault.NoFolder)
        {
            _isOver = false;
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new WireException(WireFault.TimedOut, $"{host} did not finish within {longest.TotalMinutes:0} minutes.");
        }
        finally
        {
            _inTurn = false;
        }
    }
}
