using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Postrider.Channels.Audio;

/// <summary>What a program wrote, or why that is not to be had, in words for people.</summary>
internal sealed record ProgramResult(byte[] Output, string? Fault);

/// <summary>
/// Runs programs on what strangers sent: without a shell, two at once on a node, for thirty seconds at most, with bounded output. None outlives its run.
/// </summary>
internal sealed class ProgramRunner(TimeProvider time) : IDisposable
{
    public const int MostAtOnce = 2;
    public const int LargestOutput = 10 * 1024 * 1024;
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>How long a run waits until there is room for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int MostWords = 1024;
    private static readonly TimeSpan _burial = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _room = new(MostAtOnce);

    /// <summary>Runs it to its end, or kills it and all that it started.</summary>
    public async Task<ProgramResult> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(program);
        if (!await HasRoomAsync(cancellationToken))
        {
            return Fault($"Too much sound is being worked on; {name} found no room within {Patience.TotalSeconds:0} seconds.");
        }

        try
        {
            using var process = Process.Start(Prepare(program, arguments))!;
            return await AttendAsync(process, name, input, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            return Fault($"{name} could not be started: {exception.Message}.");
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private async Task<bool> HasRoomAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _room.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<ProgramResult> AttendAsync(Process process, string name, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, either);
            var words = ReadWordsAsync(process.StandardError.BaseStream, either.Token);
            var writing = WriteAsync(process.StandardInput.BaseStream, input, either.Token);
            await Task.WhenAll(output, words, writing);
            await process.WaitForExitAsync(either.Token);
            return await output is not { } whole ? Fault($"{name} wrote more than {LargestOutput / 1024 / 1024} MiB and was stopped.")
                : process.ExitCode == 0 ? new ProgramResult(whole, null)
                : Fault($"{name} ended with {process.ExitCode}: {await words}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fault(deadline.IsCancellationRequested ? $"{name} did not end within {Deadline.TotalSeconds:0} seconds and was stopped." : $"{name} wrote more than {LargestOutput / 1024 / 1024} MiB and was stopped.");
        }
        finally
        {
            await EndAsync(process);
        }
    }

    /// <summary>Null, and all is called off, when more comes than is taken.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationTokenSource run)
    {
        using var all = new MemoryStream();
        var piece = new byte[64 * 1024];
        while (await stream.ReadAsync(piece, run.Token) is > 0 and var read)
        {
            if (all.Length + read > LargestOutput)
            {
                await run.CancelAsync();
                return null;
            }

            all.Write(piece, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>The end of what it complained about, where the reason stands.</summary>
    private static async Task<string> ReadWordsAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (kept, piece) = (Array.Empty<byte>(), new byte[MostWords]);
        while (await stream.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            kept = [.. kept.TakeLast(MostWords - read), .. piece[..read]];
        }

        var words = Encoding.UTF8.GetString(kept);
        return string.Join(' ', new string([.. words.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await using (stream)
            {
                await stream.WriteAsync(input, cancellationToken);
            }
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    private async Task EndAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(_burial, time);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or TimeoutException)
        {
            // It had ended, or the machine does not let go of it; neither is the caller's business.
        }
    }

    private static ProcessStartInfo Prepare(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!OperatingSystem.IsWindows())
        {
            // Our own environment holds secrets, and theirs could change what they do.
            var path = start.Environment.TryGetValue("PATH", out var value) ? value : null;
            start.Environment.Clear();
            start.Environment["PATH"] = path ?? "/usr/local/bin:/usr/bin:/bin";
            start.Environment["LC_ALL"] = "C.UTF-8";
            start.WorkingDirectory = "/";
        }

        return start;
    }

    private static ProgramResult Fault(string words) => new([], words);
}
