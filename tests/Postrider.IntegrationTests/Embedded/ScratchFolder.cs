using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Postrider.Postgres.Embedded;
using Xunit;

namespace Postrider.IntegrationTests.Embedded;

/// <summary>A data folder for one test. It lies in the system's temp folder because PostgreSQL, as another user than root, has to get there.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("postrider-test-").FullName;

    public ScratchFolder(string below = "data")
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_top, (UnixFileMode)0b111_111_111);
        }

        Path = System.IO.Path.Combine(_top, below);
    }

    public string Path { get; }

    public string Cluster => System.IO.Path.Combine(Path, "embedded", "server", "cluster");

    public string PidFile => System.IO.Path.Combine(Cluster, "postmaster.pid");

    public int Postmaster => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    public async Task<EmbeddedServer> StartAsync(ILogger? logger = null, string? binaryFolder = null)
    {
        var options = new EmbeddedOptions { DataFolder = Path, BinaryFolder = binaryFolder };
        try
        {
            return await EmbeddedServer.StartAsync(options, logger ?? NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (EmbeddedServerException e) when (Prerequisite.IsLackOfPostgres(e.Message))
        {
            Prerequisite.Need(false, e.Message);
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_top, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A test that failed may have left a server in it; the failure is what matters.
        }
    }

    public static async Task<T> AskAsync<T>(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task DoAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
