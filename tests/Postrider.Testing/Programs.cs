using System.Diagnostics;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.Testing;

/// <summary>Programs of the machine that a test runs and the machine may lack: a laptop skips the test, the build machine fails.</summary>
public static class Programs
{
    public static void Require(params string[] names) =>
        Peers.Require(Array.Find(names, name => Find(name) is null) is { } lost ? $"{lost} was not found; install the Debian packages ffmpeg, espeak-ng and sox" : null);

    /// <summary>Where a program lies, by PATH.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs it to its end and returns what it wrote.</summary>
    public static async Task<byte[]> RunAsync(string name, byte[]? input, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var words = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}: {await words}");
        return output.ToArray();
    }
}
