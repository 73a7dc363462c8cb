using System.Globalization;

namespace Postrider.Postgres.Embedded;

/// <summary>
/// PostgreSQL's <c>postmaster.pid</c>: who serves the cluster, and whether it is ready (line 8, which <c>pg_ctl</c> waits for as well). The lock file beside
/// its socket begins in the same way.
/// </summary>
internal sealed record PidFile(int Pid, bool Ready)
{
    public static string PathIn(EmbeddedFolder folder) => Path.Combine(folder.Cluster, "postmaster.pid");

    public static PidFile? Read(EmbeddedFolder folder) => Read(PathIn(folder));

    public static PidFile? Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or on Windows just being written: either way there is nothing to read yet.
            return null;
        }

        // A standalone backend writes its id as a negative number.
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite;
        return lines.Length > 0 && int.TryParse(lines[0], Style, CultureInfo.InvariantCulture, out var pid)
            ? new PidFile(Math.Abs(pid), lines.Length > 7 && lines[7].Trim() == "ready")
            : null;
    }
}
