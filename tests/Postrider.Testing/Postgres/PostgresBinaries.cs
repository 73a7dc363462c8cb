using System.Diagnostics;
using System.Globalization;
using Postrider.Postgres.Embedded;

namespace Postrider.Testing.Postgres;

/// <summary>Finds the server's programs: the folder named by <c>POSTRIDER_TEST_PG_BIN</c>, else the newest that npm or the system installed.</summary>
internal static class PostgresBinaries
{
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("POSTRIDER_TEST_PG_BIN") is { Length: > 0 } named)
        {
            return File.Exists(Path.Combine(named, "postgres"))
                ? named
                : throw new InvalidOperationException($"POSTRIDER_TEST_PG_BIN is '{named}', which holds no 'postgres'.");
        }

        return Embedded().Concat(Installed())
            .Where(folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")))
            .MaxBy(Version);
    }

    // npm leaves the package's libraries without the links that they are loaded by; the server makes them at its start, and tests may come before any start.
    private static IEnumerable<string> Embedded() =>
        PostgresPackage.Find() is { } package && package.TryLink() ? [package.BinaryFolder] : [];

    private static IEnumerable<string> Installed() =>
        new[] { "/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt" }
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(folder => Path.Combine(folder, "bin"));

    private static decimal Version(string folder)
    {
        using var asked = Process.Start(new ProcessStartInfo(Path.Combine(folder, "postgres"), "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
        var words = asked!.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Select(word => decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) ? version : 0).DefaultIfEmpty().Max();
    }
}
