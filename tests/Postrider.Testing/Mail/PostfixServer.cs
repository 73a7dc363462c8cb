using System.Diagnostics;
using System.Globalization;

namespace Postrider.Testing.Mail;

/// <summary>
/// A real Postfix in a folder of its own, beside a Dovecot that knows its users and keeps their mail. Nothing leaves the
/// machine: unknown users and other domains are refused at RCPT, for now at <see cref="BusyDomain"/>; what goes to
/// <see cref="LateDomain"/> is accepted and comes back as a bounce.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    public const string Domain = "post.test";
    public const string LateDomain = "late.test";
    public const string BusyDomain = "busy.test";

    private readonly ServerShell _shell;
    private readonly DovecotServer _dovecot;

    private PostfixServer(ServerShell shell, DovecotServer dovecot) => (_shell, _dovecot) = (shell, dovecot);

    /// <summary>Why it cannot run on this machine; null: it can, for root.</summary>
    public static string? Missing => Peers.Lacking("postfix", "/usr/sbin/postconf", "/usr/sbin/postfix");

    /// <summary>Plain, with STARTTLS; wants a sign-in.</summary>
    public int SubmissionPort { get; } = FreePort.Take();

    /// <summary>TLS at once; wants a sign-in.</summary>
    public int SmtpsPort { get; } = FreePort.Take();

    /// <summary>Takes mail for its own users from anybody.</summary>
    public int IncomingPort { get; } = FreePort.Take();

    /// <summary>That of the Dovecot beside it.</summary>
    public Certificates Certificate => _dovecot.Certificate;

    /// <summary>Everything that it wrote so far, over all its starts.</summary>
    public string Log => _shell.Text("log") + _shell.Output;

    /// <summary>Skips the test where it is not installed, or not run by root. It ends before the Dovecot does.</summary>
    public static async Task<PostfixServer> StartAsync(DovecotServer dovecot, PostfixOptions? options = null)
    {
        Peers.RequireRoot("Postfix");
        Peers.Require(Missing);
        var server = new PostfixServer(await ServerShell.OpenAsync(), dovecot);
        try
        {
            await server.WriteAsync(options ?? new PostfixOptions());
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>After a stop or a kill: same ports, and it goes on with the mail that it had.</summary>
    public Task StartAgainAsync() => _shell.StartAsync(PostfixConfiguration.Start, SubmissionPort, SmtpsPort, IncomingPort);

    public Task StopAsync() => _shell.StopAsync();

    /// <summary>SIGKILL for all its processes.</summary>
    public Task KillAsync() => _shell.KillAsync();

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private async Task WriteAsync(PostfixOptions options)
    {
        _shell.Write("conf/main.cf", PostfixConfiguration.Main(options, _dovecot, _shell.Folder));
        _shell.Write("conf/master.cf", PostfixConfiguration.Master(SubmissionPort, SmtpsPort, IncomingPort));
        _shell.Write("conf/transport", PostfixConfiguration.Transport(_dovecot));
        _shell.Write("conf/users", PostfixConfiguration.Users(_dovecot));
        _shell.Write("conf/uids", PostfixConfiguration.Owned(_dovecot, await IdAsync("-u")));
        _shell.Write("conf/gids", PostfixConfiguration.Owned(_dovecot, await IdAsync("-g")));
    }

    private static async Task<int> IdAsync(string which)
    {
        using var asked = Process.Start(new ProcessStartInfo("id") { RedirectStandardOutput = true, ArgumentList = { which, "dovecot" } })!;
        return int.Parse(await asked.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture);
    }
}
