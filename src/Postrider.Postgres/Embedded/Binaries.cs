namespace Postrider.Postgres.Embedded;

/// <summary>A folder with <c>pg_ctl</c>, <c>initdb</c> and <c>postgres</c> of one version.</summary>
internal sealed record Binaries(string Folder, int Major)
{
    public const int OldestMajor = 15;

    public string PgCtl => File("pg_ctl");

    public string InitDb => File("initdb");

    public string Postgres => File("postgres");

    public static bool AreIn(string folder) =>
        ((string[])["pg_ctl", "initdb", "postgres"]).All(name => System.IO.File.Exists(Executable(folder, name)));

    public static string Executable(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private string File(string name) => Executable(Folder, name);
}
