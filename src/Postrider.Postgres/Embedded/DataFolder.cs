namespace Postrider.Postgres.Embedded;

/// <summary>Where a server keeps what is its own when nobody says otherwise.</summary>
public static class DataFolder
{
    /// <summary>
    /// The platform's application-data folder; for root the system's state folder, because root's home is closed to the user PostgreSQL runs as.
    /// </summary>
    public static string Default()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return home.Length > 0
                ? Path.Combine(home, "postrider")
                : throw new EmbeddedServerException("This user has no home folder to keep data in. Name a folder with POSTRIDER_DATA.");
        }

        return OperatingSystem.IsMacOS() ? "/Library/Application Support/postrider" : "/var/lib/postrider";
    }
}
