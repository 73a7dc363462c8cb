using System.Net;
using Postrider.Mail.Sasl;
using Postrider.Mail.Smtp;

namespace Postrider.Channels.Email;

/// <summary>Open sessions by account, so that mails that follow one another need not sign in again.</summary>
internal sealed class SmtpPool : IAsyncDisposable
{
    // Many servers end a session after some hundred mails; a fresh one is cheaper than finding out.
    private const int MostMails = 500;
    private static readonly TimeSpan _longestIdle = TimeSpan.FromSeconds(30);
    private static readonly string _ownName = OwnName();

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<Place, Stack<Idle>> _idle = [];
    private readonly ITimer _sweep;

    public SmtpPool(TimeProvider time)
    {
        _time = time;
        _sweep = time.CreateTimer(_ => Close(TakeOld()), null, _longestIdle, _longestIdle);
    }

    /// <summary>Where a session goes to and who signed in, so that another password is another place. A bearer is short-lived and no part of it.</summary>
    internal readonly record struct Place(WorkspaceId Workspace, string AccountId, string Host, int Port, string? Pin, string? User, string? Secret)
    {
        public static Place Of(Accounts.Account account, Mailbox box) => new(
            account.Workspace, account.AccountId, box.Smtp.Host, box.Smtp.Port, $"{box.Smtp.Security} {box.Smtp.CertificateSha256}", box.SmtpSignIn?.User, (box.SmtpSignIn as MailSignIn.Password)?.Secret);
    }

    private readonly record struct Idle(SmtpSession Session, long Since);

    /// <summary>An open session, or null.</summary>
    public SmtpSession? TryTake(Place place)
    {
        lock (_lock)
        {
            return _idle.TryGetValue(place, out var stack) && stack.TryPop(out var idle) ? idle.Session : null;
        }
    }

    public Task<SmtpSession> OpenAsync(Mailbox box, CancellationToken cancellationToken) => SmtpSession.OpenAsync(box.Smtp, box.SmtpSignIn, _ownName, _time, cancellationToken);

    /// <summary>Gives a session back: kept for the next mail where it can take one, closed else.</summary>
    public void Return(Place place, SmtpSession session)
    {
        if (!session.IsUsable || session.Mails >= MostMails)
        {
            Close([session]);
            return;
        }

        lock (_lock)
        {
            if (!_idle.TryGetValue(place, out var stack))
            {
                _idle[place] = stack = [];
            }

            stack.Push(new Idle(session, _time.GetTimestamp()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        SmtpSession[] all;
        lock (_lock)
        {
            all = [.. _idle.Values.SelectMany(stack => stack).Select(idle => idle.Session)];
            _idle.Clear();
        }

        await Task.WhenAll(all.Select(session => session.DisposeAsync().AsTask()));
    }

    /// <summary>In the background: a goodbye is a courtesy, and nobody waits for it.</summary>
    private static void Close(IReadOnlyList<SmtpSession> sessions)
    {
        foreach (var session in sessions)
        {
            _ = session.DisposeAsync().AsTask();
        }
    }

    private List<SmtpSession> TakeOld()
    {
        var old = new List<SmtpSession>();
        lock (_lock)
        {
            foreach (var (place, stack) in _idle.ToArray())
            {
                var all = stack.ToArray();
                old.AddRange(all.Where(IsOld).Select(idle => idle.Session));
                _idle[place] = new Stack<Idle>(all.Where(idle => !IsOld(idle)).Reverse());
                if (_idle[place].Count == 0)
                {
                    _idle.Remove(place);
                }
            }
        }

        return old;
    }

    private bool IsOld(Idle idle) => _time.GetElapsedTime(idle.Since) >= _longestIdle;

    /// <summary>The machine's name where it looks like a host's, which servers want to see in a greeting.</summary>
    private static string OwnName() => Dns.GetHostName() is { Length: > 0 } name && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? name : "localhost";
}
