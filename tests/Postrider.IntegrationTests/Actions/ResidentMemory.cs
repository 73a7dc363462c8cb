using System.Globalization;

namespace Postrider.IntegrationTests.Actions;

/// <summary>How much memory a process has in hand, by what Linux says of it.</summary>
internal static class ResidentMemory
{
    /// <summary>Begins to measure the most anew, and returns how much it is now, in bytes.</summary>
    public static async Task<long> BeginAsync(int processId, CancellationToken cancellationToken)
    {
        // What the kernel calls "reset the peak resident set size".
        await File.WriteAllTextAsync($"/proc/{processId}/clear_refs", "5", cancellationToken);
        return await ReadAsync(processId, "VmRSS", cancellationToken);
    }

    /// <summary>The most since the beginning, in bytes.</summary>
    public static Task<long> MostAsync(int processId, CancellationToken cancellationToken) => ReadAsync(processId, "VmHWM", cancellationToken);

    private static async Task<long> ReadAsync(int processId, string name, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{processId}/status", cancellationToken);
        var words = lines.Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(words[1], CultureInfo.InvariantCulture) * 1024;
    }
}
