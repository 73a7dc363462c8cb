namespace Postrider.Postgres.Embedded;

/// <summary>
/// The part of the data folder that belongs to the embedded server. What only the server may touch lies in <see cref="Root"/>; PostgreSQL, which may run
/// as another user, owns <see cref="Server"/> alone, so nothing written with our rights goes through a folder it controls.
/// </summary>
internal sealed class EmbeddedFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private EmbeddedFolder(string data)
    {
        Data = data;
        Root = Path.Combine(data, "embedded");
    }

    public string Data { get; }

    public string Root { get; }

    public string Binaries => Path.Combine(Root, "binaries");

    public string Password => Path.Combine(Root, "password");

    public string Server => Path.Combine(Root, "server");

    public string Cluster => Path.Combine(Server, "cluster");

    public string Log => Path.Combine(Server, "postgres.log");

    public static EmbeddedFolder Open(string path)
    {
        try
        {
            Make(path);
            var folder = new EmbeddedFolder(RealPath(path));
            Make(folder.Root);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedServerException($"The data folder {path} cannot be used: {e.Message} Name another one with POSTRIDER_DATA.", e);
        }
    }

    /// <summary>Gives PostgreSQL its folder and makes sure that the user it runs as can get there.</summary>
    public async Task HandOverAsync(ServerUser user, CommandRunner run, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Server);
            return;
        }

        Directory.CreateDirectory(Server, OwnerOnly);
        if (user.Name is null)
        {
            return;
        }

        // Passing through is all that is granted: the folders can't be listed, and each secret in them is closed by its own mode.
        File.SetUnixFileMode(Data, File.GetUnixFileMode(Data) | Passable);
        File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | Passable);
        await run.RequireAsync(ServerUser.Ours, "chown", ["--", user.Name, Server], cancellationToken);

        const string FirstClosed = """for folder in "$@"; do [ -x "$folder" ] || { printf %s "$folder"; exit 1; }; done""";
        var closed = await run.RunAsync(user, "/bin/sh", ["-c", FirstClosed, "sh", .. Parents(Server)], cancellationToken);
        if (closed.ExitCode != 0)
        {
            throw new EmbeddedServerException(
                $"PostgreSQL refuses to run as root and runs as user {user.Name}, who cannot pass through {closed.Output.Trim()} to reach {Server}. "
                + "Name a data folder outside it with POSTRIDER_DATA (/var/lib/postrider, say), or run the server as an ordinary user.");
        }
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Parents that are missing get the usual mode; only what is ours is closed.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>The folder's one true path: a postmaster is recognised by the path on its command line, so every start has to spell it the same way.</summary>
    private static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        full = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return Directory.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : full;
    }

    private static IEnumerable<string> Parents(string path) =>
        Path.GetDirectoryName(path) is { } parent ? Parents(parent).Append(path) : [path];
}
