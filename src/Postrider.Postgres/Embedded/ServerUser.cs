namespace Postrider.Postgres.Embedded;

/// <summary>
/// The operating-system user that PostgreSQL runs as. Without a name it is the server's own; only root, which PostgreSQL refuses, needs another.
/// </summary>
internal sealed record ServerUser(string? Name)
{
    public static ServerUser Ours { get; } = new((string?)null);

    public static async Task<ServerUser> ForAsync(EmbeddedFolder folder, CommandRunner run, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return Ours;
        }

        // A cluster stays with its owner, even when user postgres is added to the machine later.
        if (await OwnerAsync(folder.Server, run, cancellationToken) is { } owner and not "root")
        {
            return await ExistsAsync(owner, run, cancellationToken)
                ? new ServerUser(owner)
                : throw new EmbeddedServerException(
                    $"{folder.Server} belongs to a user who is not on this machine. Give it to user postgres: chown -R postgres {folder.Server}");
        }

        foreach (var name in (string[])["postgres", "_postgres", "nobody"])
        {
            if (await ExistsAsync(name, run, cancellationToken))
            {
                return new ServerUser(name);
            }
        }

        throw new EmbeddedServerException(
            "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody to run it as. "
            + "Add one (useradd --system postgres), run the server as an ordinary user, or set POSTRIDER_DATABASE.");
    }

    private static async Task<string?> OwnerAsync(string path, CommandRunner run, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        string[] format = OperatingSystem.IsMacOS() ? ["-f", "%Su"] : ["-c", "%U"];
        return (await run.RequireAsync(Ours, "stat", [.. format, path], cancellationToken)).Output.Trim();
    }

    private static async Task<bool> ExistsAsync(string name, CommandRunner run, CancellationToken cancellationToken) =>
        (await run.RunAsync(Ours, "id", ["-u", name], cancellationToken)).ExitCode == 0;
}
