namespace Postrider.Postgres.Embedded;

/// <summary>The places where a PostgreSQL of the machine's own may be, likeliest first.</summary>
internal static class InstalledPostgres
{
    public static IEnumerable<string> Folders() => OnPath().Concat(Usual()).Distinct(StringComparer.Ordinal).Where(Binaries.AreIn);

    private static IEnumerable<string> OnPath()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // Distributions link pg_ctl alone into PATH; initdb and postgres lie beside the real one.
            var program = new FileInfo(Binaries.Executable(folder, "pg_ctl"));
            if (program.Exists && (program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName) is { } real)
            {
                yield return Path.GetDirectoryName(real)!;
            }
        }
    }

    private static IEnumerable<string> Usual()
    {
        if (OperatingSystem.IsWindows())
        {
            return Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin");
        }

        return
        [
            .. Versions("/usr/lib/postgresql", "*", "bin"),
            .. Versions("/usr", "pgsql-*", "bin"),
            .. Versions("/opt/homebrew/opt", "postgresql@*", "bin"),
            .. Versions("/usr/local/opt", "postgresql@*", "bin"),
            .. Versions("/home/linuxbrew/.linuxbrew/opt", "postgresql@*", "bin"),
            .. Versions("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
        ];
    }

    /// <summary>Newest first, as far as folder names tell; the version itself is asked of the program.</summary>
    private static IEnumerable<string> Versions(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, child))
            : [];
}
