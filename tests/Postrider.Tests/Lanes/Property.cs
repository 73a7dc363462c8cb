namespace Postrider.Tests.Lanes;

/// <summary>Runs a check over many random scenarios. Each has a seed of its own, and a failure names it.</summary>
internal static class Property
{
    public static void Holds(int scenarios, Action<Chance> check)
    {
        for (var seed = 1; seed <= scenarios; seed++)
        {
            HoldsFor(seed, check);
        }
    }

    /// <summary>One scenario again, for finding out what went wrong.</summary>
    public static void HoldsFor(int seed, Action<Chance> check)
    {
        try
        {
            check(new Chance(seed));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The property does not hold for seed {seed}: {exception.Message}", exception);
        }
    }
}

/// <summary>A generator that gives the same scenario for the same seed on every machine.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);

    public bool OneIn(int many) => _random.Next(many) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>In whole milliseconds, so that moments often coincide.</summary>
    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMilliseconds(_random.Next((int)most.TotalMilliseconds + 1));
}
