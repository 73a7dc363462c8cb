using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Postrider.Postgres.Schema;

namespace Postrider.Testing.Postgres;

/// <summary>
/// One private cluster for the test process, on a unix socket in a short temporary folder. It ends with the process,
/// however that ends: the shell that started it waits on a pipe which the kernel closes for us.
/// </summary>
public sealed class PostgresServer
{
    private const string Template = "postrider_template";

    // Durability is what other tests measure against clusters of their own; here only speed counts.
    private const string Script = """
        trap '' INT TERM HUP
        bin=$1
        dir=$(mktemp -d /tmp/pr-XXXXXX)
        chmod 711 "$dir"
        as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
        [ "$(id -u)" = 0 ] && chown postgres "$dir"
        cd "$dir"
        # A clone under root's home cannot be read by the system user that the server must run as.
        as test -x "$bin/postgres" || { cp -a "${bin%/bin}" "$dir/native" && chown -R postgres "$dir/native" && bin=$dir/native/bin; }
        as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$dir/log" 2>&1 &&
        as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/log" -o "-k $dir -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=500 -c shared_buffers=64MB -c max_wal_size=4GB -c autovacuum_naptime=10s -c log_min_messages=fatal" start >>"$dir/log" 2>&1 &&
        echo "ready $dir" || { cat "$dir/log" "$dir/data/log" 2>/dev/null; echo failed; }
        read -r _
        as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
        rm -rf "$dir"
        """;

    private static readonly Lazy<Task<PostgresServer?>> _shared = new(StartAsync);
    private readonly Process _keeper;
    private readonly string _folder;
    private int _databases;

    private PostgresServer(Process keeper, string folder)
    {
        _keeper = keeper;
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>Why tests of the database cannot run on this machine.</summary>
    public static string Missing =>
        "no PostgreSQL programs were found; run 'npm install' at the root of the repository, install PostgreSQL 15 or later, or set POSTRIDER_TEST_PG_BIN";

    /// <summary>The process's cluster, or null where its programs are missing and the run is not CI's.</summary>
    internal static Task<PostgresServer?> SharedAsync() => _shared.Value;

    /// <summary>A database of its own, cloned from the migrated template.</summary>
    internal async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"create database {name} template {Template} strategy file_copy");
        return Address(name);
    }

    internal Task DropDatabaseAsync(string name) => ExecuteAsync("postgres", $"drop database if exists {name} with (force)");

    private static async Task<PostgresServer?> StartAsync()
    {
        var binaries = OperatingSystem.IsWindows() ? null : PostgresBinaries.Find();
        if (binaries is null)
        {
            return Environment.GetEnvironmentVariable("CI") == "true" ? throw new InvalidOperationException($"CI must test the database: {Missing}.") : null;
        }

        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, ArgumentList = { "-c", Script, "sh", binaries } };
        var keeper = Process.Start(start)!;
        var said = new List<string>();
        while (await keeper.StandardOutput.ReadLineAsync() is { } line && line != "failed")
        {
            said.Add(line);
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                var server = new PostgresServer(keeper, line["ready ".Length..]);
                await server.MakeTemplateAsync();
                return server;
            }
        }

        throw new InvalidOperationException($"The test cluster did not start:\n{string.Join('\n', said)}");
    }

    private async Task MakeTemplateAsync()
    {
        await ExecuteAsync("postgres", $"create database {Template}");
        await using (var database = new Database(Address(Template)))
        {
            await new Migrator(database, NullLogger<Migrator>.Instance).MigrateAsync(CancellationToken.None);
        }

        await ExecuteAsync(Template, """
            create table test_clock (shift interval not null);
            insert into test_clock values ('0');
            create or replace function postrider_now() returns timestamptz language sql volatile as
                'select clock_timestamp() + (select shift from test_clock)';
            """);
    }

    // Unpooled: a pooled connection left open to the template would forbid cloning it.
    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(Address(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    private string Address(string database) => $"Host={_folder};Username=postgres;Database={database}";

    private void Stop()
    {
        _keeper.StandardInput.Dispose();
        _keeper.WaitForExit(TimeSpan.FromSeconds(10));
    }
}
