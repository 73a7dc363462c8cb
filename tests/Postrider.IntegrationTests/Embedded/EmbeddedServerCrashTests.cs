using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Postrider.Postgres.Embedded;
using Xunit;

namespace Postrider.IntegrationTests.Embedded;

public sealed class EmbeddedServerCrashTests
{
    [Fact]
    public async Task Killed_postmaster_comes_back_by_itself()
    {
        using var folder = new ScratchFolder();
        var log = new EventLog();
        await using var server = await folder.StartAsync(log);
        await ScratchFolder.DoAsync(server.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");
        var killed = folder.Postmaster;

        Kill(killed);
        await log.SeenAsync("Back");

        Assert.NotEqual(killed, folder.Postmaster);
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(server.ConnectionString, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Killed_shell_around_the_postmaster_does_not_leave_two_of_them()
    {
        Prerequisite.Need(OperatingSystem.IsLinux(), "Reads /proc.");
        using var folder = new ScratchFolder();
        var log = new EventLog();
        await using var server = await folder.StartAsync(log);
        var orphan = folder.Postmaster;

        Kill(Parent(orphan));
        await log.SeenAsync("Back");

        Assert.True(log.Saw("OrphanStopped"));
        Assert.Equal("", Words(orphan));
        Assert.Equal(1, await ScratchFolder.AskAsync<int>(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Killed_server_takes_PostgreSQL_with_it()
    {
        Prerequisite.Need(!OperatingSystem.IsWindows(), "On Windows the next start stops it.");
        using var folder = new ScratchFolder();
        using var host = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken);
        using var postmaster = Process.GetProcessById(host.Postmaster);

        await host.KillAsync(TestContext.Current.CancellationToken);
        await postmaster.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(File.Exists(folder.PidFile));
    }

    [Fact]
    public async Task Killed_server_is_followed_at_once_by_one_that_has_every_commit()
    {
        using var folder = new ScratchFolder();
        for (var round = 1; round <= 3; round++)
        {
            using var host = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken);
            await ScratchFolder.DoAsync(host.ConnectionString, "CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1)");
            await host.KillAsync(TestContext.Current.CancellationToken);
        }

        await using var server = await folder.StartAsync();
        Assert.Equal(3, await ScratchFolder.AskAsync<long>(server.ConnectionString, "SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task Postmaster_that_outlived_its_server_is_stopped_first()
    {
        Prerequisite.Need(OperatingSystem.IsLinux(), "Reads /proc.");
        using var folder = new ScratchFolder();
        using var host = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken);
        await ScratchFolder.DoAsync(host.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");

        // Without the shell's waiting child nothing ends PostgreSQL when the server dies.
        foreach (var child in Children(Parent(host.Postmaster)).Where(child => child != host.Postmaster))
        {
            Kill(child);
        }

        await host.KillAsync(TestContext.Current.CancellationToken);
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(host.ConnectionString, "SELECT n FROM kept"));

        var log = new EventLog();
        await using var server = await folder.StartAsync(log);
        Assert.True(log.Saw("OrphanStopped"));
        Assert.NotEqual(host.Postmaster, folder.Postmaster);
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(server.ConnectionString, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Server_and_PostgreSQL_killed_together_recover()
    {
        using var folder = new ScratchFolder();
        using (var host = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken))
        {
            await ScratchFolder.DoAsync(host.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");
            Kill(host.Postmaster);
            await host.KillAsync(TestContext.Current.CancellationToken);
        }

        await using var server = await folder.StartAsync();
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(server.ConnectionString, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Stale_lock_file_that_names_a_stranger_is_removed()
    {
        Prerequisite.Need(!OperatingSystem.IsWindows(), "Windows has no lock file beside a socket.");
        using var folder = new ScratchFolder();
        string[] files;
        string[] texts;
        await using (var earlier = await folder.StartAsync())
        {
            files = [folder.PidFile, Path.Combine(new NpgsqlConnectionStringBuilder(earlier.ConnectionString).Host!, ".s.PGSQL.5432.lock")];
            texts = [.. files.Select(File.ReadAllText)];
        }

        // As after a reboot: the number in both files now belongs to another process of the same user, which PostgreSQL takes for a server.
        using var stranger = Sleeper(Directory.Exists("/proc") && Environment.IsPrivilegedProcess ? "postgres" : null);
        foreach (var (file, text) in files.Zip(texts))
        {
            var lines = text.Split('\n');
            lines[0] = stranger.Id.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(file, string.Join('\n', lines), TestContext.Current.CancellationToken);
        }

        await using var server = await folder.StartAsync();
        Assert.Equal(1, await ScratchFolder.AskAsync<int>(server.ConnectionString, "SELECT 1"));
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task Second_process_on_a_folder_says_who_holds_it()
    {
        using var folder = new ScratchFolder();
        using var first = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<EmbeddedServerException>(() => EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken));
        Assert.Contains($"process {first.Pid}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ordinary_user_runs_it_under_its_own_name()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root can become another user; every other test ran as an ordinary one.");
        }

        using var folder = new ScratchFolder("of nobody");
        using var first = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken, user: "nobody");
        await ScratchFolder.DoAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");
        await first.KillAsync(TestContext.Current.CancellationToken);

        using var second = await EmbeddedHost.StartAsync(folder.Path, TestContext.Current.CancellationToken, user: "nobody");
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(second.ConnectionString, "SELECT n FROM kept"));
    }

    /// <summary>A process that waits for an input which never comes.</summary>
    private static Process Sleeper(string? user)
    {
        var start = new ProcessStartInfo("cat") { RedirectStandardInput = true, WorkingDirectory = "/" };
        if (user is not null)
        {
            start.UserName = user;
        }

        return Process.Start(start)!;
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    /// <summary>Its command line, empty once it has ended, whether or not somebody has reaped it.</summary>
    private static string Words(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int Parent(int pid) => int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    private static IEnumerable<int> Children(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
}
