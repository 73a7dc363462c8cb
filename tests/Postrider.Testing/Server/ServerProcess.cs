using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Postrider.Testing.Server;

/// <summary>The real server as a process of its own, which a test can stop politely or kill.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    public const string Key = "sk-revor-test-0123456789abcdefghij";

    private const string ListeningLine = "  Listening    ";
    private static readonly TimeSpan _startTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromMinutes(2);

    private static readonly ConcurrentDictionary<int, Process> _running = new();
    private readonly Process _process;
    private readonly string _data;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string data)
    {
        _process = process;
        _data = data;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The server ended with code {process.ExitCode}:\n{Log}"));
    }

    /// <summary>No server outlives the tests, also when they were cut short.</summary>
    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in _running.Values)
        {
            process.Kill();
        }
    };

    /// <summary>With the bootstrap key as its bearer.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public int ProcessId => _process.Id;

    /// <summary>Everything that the server wrote so far, both streams.</summary>
    public string Log => string.Join('\n', _lines);

    /// <param name="database">A connection string, or null for the server's own PostgreSQL.</param>
    /// <param name="settings">Further variables; they go before the defaults for tests (no limits, no least gap).</param>
    public static async Task<ServerProcess> StartAsync(string? database, IReadOnlyDictionary<string, string>? settings = null)
    {
        var data = Directory.CreateTempSubdirectory("postrider-test-").FullName;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Postrider.Server.dll") },
        };
        var variables = start.Environment;
        variables["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        variables["POSTRIDER_DATA"] = data;
        variables["POSTRIDER_BOOTSTRAP_KEY"] = Key;

        // Nodes of one cluster must share it.
        variables["POSTRIDER_MASTER_KEY"] = Convert.ToBase64String(new byte[32]);
        variables["POSTRIDER_RATE_LIMITS"] = "off";
        variables["POSTRIDER_MINIMUM_INTERVAL_SECONDS"] = "0";
        if (database is not null)
        {
            variables["POSTRIDER_DATABASE"] = database;
        }

        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var server = new ServerProcess(process, data);
        process.Start();
        _running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            server.Client = ClientFor(await server._listening.Task.WaitAsync(_startTimeout));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>SIGKILL, now; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        using var timeout = new CancellationTokenSource(_stopTimeout, TimeProvider.System);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends the process a signal by its name, such as STOP or CONT.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _running.TryRemove(_process.Id, out _);
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static HttpClient ClientFor(Uri address) => new()
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(100),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
    };

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (line.StartsWith(ListeningLine, StringComparison.Ordinal))
        {
            _listening.TrySetResult(new Uri(line[ListeningLine.Length..].Split(',')[0]));
        }
    }
}
