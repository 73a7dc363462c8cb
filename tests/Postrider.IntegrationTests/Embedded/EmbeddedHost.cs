using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Postgres.Embedded;

namespace Postrider.IntegrationTests.Embedded;

/// <summary>
/// A process of its own that runs the embedded server, to be killed. It is this test program again: told so by a variable, it never reaches the test runner.
/// </summary>
internal sealed class EmbeddedHost : IDisposable
{
    private const string Variable = "POSTRIDER_TEST_EMBEDDED_HOST";

    private readonly Process _process;

    private EmbeddedHost(Process process) => _process = process;

    public int Pid => _process.Id;

    public string ConnectionString { get; private set; } = "";

    public int Postmaster { get; private set; }

    /// <param name="user">Another user to run as; only root may ask for one.</param>
    public static async Task<EmbeddedHost> StartAsync(string dataFolder, CancellationToken cancellationToken, string? user = null)
    {
        var program = Environment.ProcessPath!;
        string[] arguments = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(EmbeddedHost).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment[Variable] = dataFolder;
        if (user is not null)
        {
            start.UserName = user;
        }

        var host = new EmbeddedHost(Process.Start(start)!);
        if (await host._process.StandardOutput.ReadLineAsync(cancellationToken) is not { } line)
        {
            var words = await host._process.StandardError.ReadToEndAsync(cancellationToken);
            host.Dispose();
            Prerequisite.Need(!Prerequisite.IsLackOfPostgres(words), words);
            throw new EmbeddedServerException(words);
        }

        host.Postmaster = int.Parse(line, CultureInfo.InvariantCulture);
        host.ConnectionString = (await host._process.StandardOutput.ReadLineAsync(cancellationToken))!;
        return host;
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>Runs before the runner's own entry point, and on one thread: nothing else in this assembly can run until it returns.</summary>
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } dataFolder)
        {
            return;
        }

        try
        {
            var options = new EmbeddedOptions { DataFolder = dataFolder };
            var server = EmbeddedServer.StartAsync(options, NullLogger.Instance, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
            Console.Out.WriteLine(File.ReadLines(Path.Combine(dataFolder, "embedded", "server", "cluster", "postmaster.pid")).First());
            Console.Out.WriteLine(server.ConnectionString);
            Console.In.ReadToEnd();
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Environment.Exit(0);
        }
        catch (EmbeddedServerException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
        }
    }
}
