using System.Globalization;
using Npgsql;
using Postrider.Postgres.Embedded;
using Xunit;

namespace Postrider.IntegrationTests.Embedded;

public sealed class EmbeddedServerTests
{
    [Fact]
    public async Task First_start_makes_a_cluster_that_its_own_role_reaches()
    {
        using var folder = new ScratchFolder();
        await using var server = await folder.StartAsync();

        Assert.Equal("postrider postrider UTF8 on C", await ScratchFolder.AskAsync<string>(
            server.ConnectionString,
            "SELECT concat_ws(' ', current_user, current_database(), current_setting('server_encoding'), current_setting('synchronous_commit'), datcollate) "
            + "FROM pg_database WHERE datname = current_database()"));
        Assert.False(await ScratchFolder.AskAsync<bool>(server.ConnectionString, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "embedded", "password")));
        }
    }

    [Fact]
    public async Task Server_listens_on_no_network_port_and_closes_its_socket_folder()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has a loopback port instead of a unix socket.");
            return;
        }

        using var folder = new ScratchFolder();
        await using var server = await folder.StartAsync();

        Assert.Equal("", await ScratchFolder.AskAsync<string>(server.ConnectionString, "SHOW listen_addresses"));
        var socketFolder = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socketFolder));
    }

    [Fact]
    public async Task Wrong_password_is_refused()
    {
        using var folder = new ScratchFolder();
        await using var server = await folder.StartAsync();
        var stranger = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" };

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScratchFolder.AskAsync<int>(stranger.ConnectionString, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Restart_keeps_what_was_committed()
    {
        using var folder = new ScratchFolder();
        await using (var first = await folder.StartAsync())
        {
            await ScratchFolder.DoAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");
        }

        Assert.False(File.Exists(folder.PidFile));
        await using var second = await folder.StartAsync();
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(second.ConnectionString, "SELECT n FROM kept"));
    }

    [Theory]
    [InlineData("a folder, with 'odd' \"marks\"/data")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/cccccccccccccccccccccccccccccccccccccccc")]
    public async Task Data_folder_with_spaces_or_a_long_path_works(string below)
    {
        using var folder = new ScratchFolder(below);
        await using (var first = await folder.StartAsync())
        {
            await ScratchFolder.DoAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 42 AS n");
        }

        await using var second = await folder.StartAsync();
        Assert.Equal(42, await ScratchFolder.AskAsync<int>(second.ConnectionString, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Second_server_on_a_folder_names_the_folder_and_the_first()
    {
        using var folder = new ScratchFolder();
        await using var first = await folder.StartAsync();

        var refusal = await Assert.ThrowsAsync<EmbeddedServerException>(() => folder.StartAsync());
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScratchFolder.AskAsync<int>(first.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Unfinished_cluster_of_a_crash_is_made_again()
    {
        using var folder = new ScratchFolder();
        await using (await folder.StartAsync())
        {
        }

        // As if the first start had been killed in initdb: a part of a cluster under the unfinished name, and nothing under the real one.
        Directory.Move(folder.Cluster, folder.Cluster + ".unfinished");
        File.Delete(Path.Combine(folder.Cluster + ".unfinished", "PG_VERSION"));
        await using var server = await folder.StartAsync();
        Assert.Equal(1, await ScratchFolder.AskAsync<int>(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Cluster_of_another_version_is_refused_with_both_versions()
    {
        using var folder = new ScratchFolder();
        await using (await folder.StartAsync())
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Cluster, "PG_VERSION"), "12\n", TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<EmbeddedServerException>(() => folder.StartAsync());
        Assert.Contains("PostgreSQL 12", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("POSTRIDER_DATABASE", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostgreSQL_15_of_the_machine_serves_too()
    {
        const string Debian = "/usr/lib/postgresql/15/bin";
        Prerequisite.Need(Directory.Exists(Debian), "PostgreSQL 15 is not installed (apt install postgresql-15).");
        using var folder = new ScratchFolder();
        await using (var server = await folder.StartAsync(binaryFolder: Debian))
        {
            Assert.Equal(15, server.PostgresMajor);
        }

        // The npm package's 18 is found first and passed over, because only 15 can open what 15 wrote.
        await using var again = await folder.StartAsync();
        Assert.Equal(15, again.PostgresMajor);
    }

    [Fact]
    public async Task Folder_without_binaries_is_refused()
    {
        using var folder = new ScratchFolder();
        var refusal = await Assert.ThrowsAsync<EmbeddedServerException>(() => folder.StartAsync(binaryFolder: "/nowhere"));
        Assert.Contains("/nowhere", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostgreSQL_has_its_own_session_and_none_of_our_files()
    {
        Prerequisite.Need(OperatingSystem.IsLinux(), "Reads /proc.");
        using var folder = new ScratchFolder();
        await using var server = await folder.StartAsync();

        Assert.NotEqual(Session(Environment.ProcessId), Session(folder.Postmaster));
        var files = Directory.EnumerateFiles($"/proc/{folder.Postmaster}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").ToList();
        Assert.DoesNotContain(files, file => file.Contains("embedded/lock", StringComparison.Ordinal) || file.StartsWith("/dev/pts", StringComparison.Ordinal));
    }

    private static string Session(int pid)
    {
        var words = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return words[3];
    }
}
