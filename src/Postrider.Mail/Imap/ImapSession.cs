using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;

namespace Postrider.Mail.Imap;

/// <summary>
/// A session with a mailbox's server. It does one thing at a time and belongs to one caller. After a <see cref="WireException"/>, an
/// <see cref="ImapException"/> of <see cref="ImapFault.Bye"/> or <see cref="ImapFault.Protocol"/>, or a cancelled call it is over.
/// </summary>
public sealed partial class ImapSession : IAsyncDisposable
{
    private readonly ImapDialogue _dialogue;

    private ImapSession(ImapDialogue dialogue) => _dialogue = dialogue;

    /// <summary>What the server can do, as it says, compared without case.</summary>
    public IReadOnlySet<string> Capabilities => _dialogue.Capabilities;

    /// <summary>Reaches the server and signs in. Where the host is to be spoken to over TLS, nothing is sent to it without.</summary>
    public static async Task<ImapSession> OpenAsync(MailHost host, MailSignIn signIn, TimeProvider time, CancellationToken cancellationToken) =>
        await OpenAsync(await MailWire.ConnectAsync(host, time, cancellationToken), host, signIn, time, cancellationToken);

    /// <summary>Tells the server that we go. That it is gone already is no fault.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        _dialogue.IsLeaving = true;
        try
        {
            await _dialogue.AskAsync(new ImapCommand("LOGOUT"), ImapAnswers.Ignored, cancellationToken);
        }
        catch (WireException exception) when (exception.Fault == WireFault.Closed)
        {
            // As asked.
        }
    }

    public Task NoopAsync(CancellationToken cancellationToken) => _dialogue.DoAsync(new ImapCommand("NOOP"), ImapAnswers.Ignored, cancellationToken);

    /// <summary>
    /// Waits until the open folder changes or the time is over, at most 28 minutes; true: it changed, perhaps already since the last search. Where the
    /// server has no IDLE, it is asked once and the answer comes at once: the caller waits before asking again.
    /// </summary>
    public async Task<bool> IdleAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!_dialogue.HasNews)
        {
            await (Capabilities.Contains("IDLE") ? _dialogue.IdleAsync(longest, cancellationToken) : NoopAsync(cancellationToken));
        }

        var changed = _dialogue.HasNews;
        _dialogue.HasNews = false;
        return changed;
    }

    public ValueTask DisposeAsync() => _dialogue.DisposeAsync();

    internal static async Task<ImapSession> OpenAsync(MailWire wire, MailHost host, MailSignIn signIn, TimeProvider time, CancellationToken cancellationToken)
    {
        var dialogue = new ImapDialogue(wire, host, time);
        try
        {
            await ImapSignIn.RunAsync(dialogue, host, signIn, cancellationToken);
            var session = new ImapSession(dialogue);
            await session.EnableUtf8Async(cancellationToken);
            return session;
        }
        catch
        {
            await dialogue.DisposeAsync();
            throw;
        }
    }
}
