using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Postrider.Postgres.Embedded;

internal enum ProcessKind
{
    None,
    Postmaster,
    Other,
}

/// <summary>
/// Tells whether a process id that PostgreSQL left behind still names a postmaster on this cluster. After a reboot, or a restart of a container, the same
/// number may belong to anything, and PostgreSQL itself then refuses to start for good.
/// </summary>
internal sealed class ProcessTable(EmbeddedFolder folder, CommandRunner run)
{
    public async Task<ProcessKind> LookAsync(int pid, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return LookOnWindows(pid);
        }

        return OperatingSystem.IsLinux() ? LookInProc(pid) : await LookWithPsAsync(pid, cancellationToken);
    }

    private static ProcessKind LookOnWindows(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.Equals("postgres", StringComparison.OrdinalIgnoreCase) ? ProcessKind.Postmaster : ProcessKind.Other;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return ProcessKind.None;
        }
    }

    /// <summary>The command line, because anyone may read it; the working directory of another user's process is closed even to root in a container.</summary>
    private ProcessKind LookInProc(int pid)
    {
        string[] words;
        try
        {
            words = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ProcessKind.None;
        }

        // A zombie has no words. It is not a postmaster any more, though PostgreSQL would take it for one.
        var data = Array.IndexOf(words, "-D");
        return Path.GetFileName(words[0]) == "postgres" && data >= 0 && data + 1 < words.Length && words[data + 1] == folder.Cluster
            ? ProcessKind.Postmaster
            : ProcessKind.Other;
    }

    private async Task<ProcessKind> LookWithPsAsync(int pid, CancellationToken cancellationToken)
    {
        string[] arguments = ["-ww", "-o", "command=", "-p", pid.ToString(CultureInfo.InvariantCulture)];
        var answer = await run.RunAsync(ServerUser.Ours, "ps", arguments, cancellationToken);
        if (answer.ExitCode != 0)
        {
            return ProcessKind.None;
        }

        return answer.Output.Contains($"postgres -D {folder.Cluster} ", StringComparison.Ordinal) ? ProcessKind.Postmaster : ProcessKind.Other;
    }
}
