using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>
/// A real Dovecot in a folder of its own: IMAP with STARTTLS, IMAPS, LMTP for what is delivered, and the socket at which
/// Postfix has its users checked. It runs as an ordinary user as well.
/// </summary>
public sealed class DovecotServer : IAsyncDisposable
{
    public const string Team = "team@post.test";
    public const string Alex = "alex@post.test";
    public const string Sam = "sam@post.test";
    public const string Password = "correct horse: battery";

    internal const string AuthSocket = "auth-postfix";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly ServerShell _shell;
    private readonly Dictionary<string, string> _users;
    private DateTime _changed;

    private DovecotServer(ServerShell shell, DovecotOptions options)
    {
        _shell = shell;
        _users = new Dictionary<string, string>(options.Users);
        _changed = TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    /// <summary>Why it cannot run on this machine; null: it can.</summary>
    public static string? Missing => Peers.Lacking("dovecot-imapd dovecot-lmtpd", "/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp");

    /// <summary>Plain, with STARTTLS and sign-in offered.</summary>
    public int ImapPort { get; } = FreePort.Take();

    /// <summary>TLS at once.</summary>
    public int ImapsPort { get; } = FreePort.Take();

    public int LmtpPort { get; } = FreePort.Take();

    public Certificates Certificate { get; } = Certificates.Make();

    public IReadOnlyDictionary<string, string> Users => _users;

    /// <summary>Everything that it wrote so far, over all its starts.</summary>
    public string Log => _shell.Output;

    /// <summary>Where Postfix asks about users.</summary>
    internal string AuthPath => _shell.PathOf($"run/{AuthSocket}");

    internal string MailFolder => _shell.PathOf("mail");

    internal string PathOf(string name) => _shell.PathOf(name);

    /// <summary>Skips the test where it is not installed.</summary>
    public static async Task<DovecotServer> StartAsync(DovecotOptions? options = null)
    {
        Peers.Require(Missing);
        options ??= new DovecotOptions();
        var server = new DovecotServer(await ServerShell.OpenAsync(), options);
        try
        {
            server.Write(options);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>After a stop or a kill: same ports, same mail.</summary>
    public Task StartAgainAsync() => _shell.StartAsync(DovecotConfiguration.Start, ImapPort, ImapsPort, LmtpPort);

    public Task StopAsync() => _shell.StopAsync();

    /// <summary>SIGKILL for all its processes.</summary>
    public Task KillAsync() => _shell.KillAsync();

    /// <summary>Returns when the new password is in force. Sessions that are open stay so.</summary>
    public async Task ChangePasswordAsync(string user, string password)
    {
        _users[user] = password;
        WriteUsers();
        var since = TimeProvider.System.GetTimestamp();

        // It looks at the file once a second.
        while (!await ImapDoor.TrySignInAsync(ImapPort, user, password))
        {
            if (TimeProvider.System.GetElapsedTime(since) > _patience)
            {
                throw new TimeoutException($"The new password is not taken:\n{Log}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>The mailbox's files.</summary>
    public Maildir Mailbox(string user) => new(Path.Combine(MailFolder, user));

    /// <summary>Files a message over IMAP, as a server that keeps sent mail itself would.</summary>
    public async Task AppendAsync(string user, string folder, ReadOnlyMemory<byte> message, string flags = "\\Seen")
    {
        using var door = await ImapDoor.OpenAsync(ImapPort);
        await door.SignInAsync(user, _users[user]);
        await door.AppendAsync(folder, flags, message);
    }

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        Certificate.Dispose();
    }

    private void Write(DovecotOptions options)
    {
        _shell.Write("dovecot.in", DovecotConfiguration.Main(options, ImapPort, ImapsPort, LmtpPort));
        _shell.Write("cert.pem", Certificate.CertificatePem);
        _shell.Write("key.pem", Certificate.KeyPem);
        if (options.Introspection is { } introspection)
        {
            _shell.Write(DovecotConfiguration.Bearers, DovecotConfiguration.BearerFile(introspection));
        }

        WriteUsers();
    }

    // It notices a change by the file's second and size alone, so every writing has a second of its own.
    private void WriteUsers()
    {
        _shell.Write("users.new", string.Concat(_users.Select(user => $"{user.Key}:{{PLAIN.b64}}{Convert.ToBase64String(Encoding.UTF8.GetBytes(user.Value))}\n")));
        _changed = _changed.AddSeconds(1);
        File.SetLastWriteTimeUtc(_shell.PathOf("users.new"), _changed);
        File.Move(_shell.PathOf("users.new"), _shell.PathOf("users"), overwrite: true);
    }
}
