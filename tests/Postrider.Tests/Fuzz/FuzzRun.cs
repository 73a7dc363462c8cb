namespace Postrider.Tests.Fuzz;

/// <summary>The rounds of one run, on a thread of their own, so that a target that never comes back fails the test instead of stopping it.</summary>
internal sealed class FuzzRun(IReadOnlyList<byte[]> seeds, Mutator mutator, Func<byte[], Task> target, IReadOnlyCollection<Type> declared)
{
    public const long MostBytes = 64 * 1024 * 1024;
    public static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(60);

    private Thread? _thread;
    private byte[] _input = [];
    private string? _fault;
    private long _ran;

    public long Ran => Volatile.Read(ref _ran);

    public TimeSpan Slowest { get; private set; }

    public long MostAllocated { get; private set; }

    public void Begin(TimeSpan? limit, int rounds)
    {
        _thread = new Thread(() => RunAll(limit, rounds)) { IsBackground = true, Name = "fuzz" };
        _thread.Start();
    }

    /// <summary>Waits for the end; what went wrong, or null.</summary>
    public string? Watch()
    {
        while (true)
        {
            var before = Ran;
            if (_thread!.Join(_hang))
            {
                return _fault;
            }

            if (Ran == before)
            {
                return Describe("did not come back", _input);
            }
        }
    }

    private void RunAll(TimeSpan? limit, int rounds)
    {
        try
        {
            foreach (var seed in seeds)
            {
                Round(seed);
            }

            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; _fault is null && (limit is null ? i < rounds : TimeProvider.System.GetElapsedTime(start) < limit); i++)
            {
                Round(mutator.Make(seeds));
            }
        }
        catch (Exception exception)
        {
            _fault ??= $"The harness itself failed: {exception}";
        }
    }

    private void Round(byte[] input)
    {
        _input = input;
        var took = Try(input);
        if (_fault is null && took > LongestRound)
        {
            // Once may be the machine; twice is the target.
            took = Try(input);
            if (took > LongestRound)
            {
                _fault = Describe($"took {took.TotalSeconds:0.0} seconds", input);
            }
        }

        Slowest = took > Slowest ? took : Slowest;
        Volatile.Write(ref _ran, _ran + 1);
    }

    private TimeSpan Try(byte[] input)
    {
        var start = TimeProvider.System.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target(input).GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            if (!declared.Any(type => type.IsInstanceOfType(exception)))
            {
                _fault ??= Describe($"threw {exception}", input);
            }
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        MostAllocated = Math.Max(MostAllocated, allocated);
        if (allocated > MostBytes)
        {
            _fault ??= Describe($"allocated {allocated / 1024 / 1024} MB", input);
        }

        return TimeProvider.System.GetElapsedTime(start);
    }

    private string Describe(string what, byte[] input)
    {
        var shown = $"in base64 it is {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 2048)))}";
        if (input.Length > 2048)
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "fuzz")).FullName, $"{Guid.NewGuid():n}.bin");
            File.WriteAllBytes(path, input);
            shown = $"it is kept in {path}";
        }

        return $"Round {Ran} with the seed {mutator.Seed}: an input of {input.Length} bytes {what}\nThe input: {shown}";
    }
}
