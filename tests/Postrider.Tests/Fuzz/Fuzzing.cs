using System.Globalization;
using System.Text;
using Xunit;

namespace Postrider.Tests.Fuzz;

/// <summary>
/// Gives a target thousands of broken inputs made from good ones. A round fails on any exception that is not declared, when it takes over five seconds, and when
/// it allocates over 64 MB. By default 1,500 rounds with a fixed seed; with POSTRIDER_FUZZ_SECONDS so many seconds with a fresh one.
/// </summary>
/// <remarks>
/// What is allocated is counted on the round's own thread, so an asynchronous target should be given streams that complete at once.
/// </remarks>
internal static class Fuzzing
{
    public const int Rounds = 1500;
    public const int LargestInput = 1024 * 1024;
    private const int FixedSeed = 20260105;

    /// <summary>The files of a folder beside the tests, as inputs to start from.</summary>
    public static IReadOnlyList<byte[]> Corpus(string folder, string pattern)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Assert.NotEmpty(files);
        return files;
    }

    /// <param name="words">What the format is made of; put whole into inputs.</param>
    /// <param name="declared">The exceptions that the target may throw.</param>
    public static void Run(IEnumerable<byte[]> seeds, Action<byte[]> target, IEnumerable<string>? words = null, params Type[] declared) =>
        Run(
            seeds,
            input =>
            {
                target(input);
                return Task.CompletedTask;
            },
            words,
            declared);

    /// <inheritdoc cref="Run(IEnumerable{byte[]}, Action{byte[]}, IEnumerable{string}?, Type[])"/>
    public static void Run(IEnumerable<byte[]> seeds, Func<byte[], Task> target, IEnumerable<string>? words = null, params Type[] declared) =>
        Run(seeds, target, [.. (words ?? []).Select(Encoding.UTF8.GetBytes)], declared);

    /// <summary>The same for formats whose words are bytes.</summary>
    public static void Run(IEnumerable<byte[]> seeds, Func<byte[], Task> target, IReadOnlyList<byte[]> words, params Type[] declared)
    {
        var limit = Environment.GetEnvironmentVariable("POSTRIDER_FUZZ_SECONDS") is { Length: > 0 } seconds ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : (TimeSpan?)null;
        var seed = limit is null ? FixedSeed : Random.Shared.Next();
        Say($"Fuzzing with the seed {seed}.", limit is not null);
        var run = new FuzzRun([.. seeds], new Mutator(seed, words), target, declared);
        run.Begin(limit, Rounds);
        var fault = run.Watch();
        Say($"{run.Ran} inputs ran; the longest round took {run.Slowest.TotalMilliseconds:0} ms, the largest allocated {run.MostAllocated / 1024} kB.", limit is not null);
        if (fault is not null)
        {
            Assert.Fail(fault);
        }
    }

    private static void Say(string line, bool aloud)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (aloud)
        {
            Console.Error.WriteLine($"{TestContext.Current.Test?.TestDisplayName}: {line}");
        }
    }
}
