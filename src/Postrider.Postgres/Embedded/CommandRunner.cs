using System.ComponentModel;
using System.Diagnostics;

namespace Postrider.Postgres.Embedded;

internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs short commands, as another user where asked.</summary>
internal sealed class CommandRunner(TimeProvider time)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A command that shares nothing with this process but the pipes asked for. .NET drops privileges itself between fork and exec, so neither sudo nor
    /// setpriv, runuser or su is needed, and it marks its own handles close-on-exec.
    /// </summary>
    public static ProcessStartInfo Prepare(ServerUser user, string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (OperatingSystem.IsWindows())
        {
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToList())
            {
                start.Environment.Remove(name);
            }

            return start;
        }

        // PGDATA, PGPORT and their like would speak to PostgreSQL past us, and its messages are read here in English.
        var path = start.Environment.TryGetValue("PATH", out var value) ? value : null;
        start.Environment.Clear();
        start.Environment["PATH"] = string.IsNullOrEmpty(path) ? "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" : path;
        start.Environment["LC_ALL"] = "C";
        start.WorkingDirectory = "/";
        if (user.Name is not null)
        {
            start.UserName = user.Name;
        }

        return start;
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var identity = string.IsNullOrEmpty(start.UserName) ? "" : $" as user {start.UserName}";
            throw new EmbeddedServerException($"{start.FileName} could not be run{identity}: {e.Message}", e);
        }
    }

    public async Task<CommandResult> RequireAsync(
        ServerUser user,
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        string input = "")
    {
        var result = await RunAsync(user, file, arguments, cancellationToken, input);
        if (result.ExitCode == 0)
        {
            return result;
        }

        var words = $"{result.Error.Trim()} {result.Output.Trim()}".Trim();
        throw new EmbeddedServerException($"{Path.GetFileName(file)} ended with {result.ExitCode}: {words}");
    }

    public async Task<CommandResult> RunAsync(
        ServerUser user,
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        string input = "")
    {
        using var limit = new CancellationTokenSource(_limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(Prepare(user, file, arguments));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var error = process.StandardError.ReadToEndAsync(either.Token);
            await WriteAsync(process, input, either.Token);
            await process.WaitForExitAsync(either.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new EmbeddedServerException($"{file} did not end within {_limit.TotalMinutes:0} minutes.");
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }
}
