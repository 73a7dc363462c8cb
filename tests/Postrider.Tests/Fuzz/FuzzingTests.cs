using Xunit;
using Xunit.Sdk;

namespace Postrider.Tests.Fuzz;

public sealed class FuzzingTests
{
    private static readonly byte[][] _seeds = ["hello, world"u8.ToArray(), "A: b\r\n\r\nc"u8.ToArray()];

    [Fact]
    public void An_exception_that_is_not_declared_fails_the_run()
    {
        var fault = Assert.ThrowsAny<XunitException>(() => Fuzzing.Run(_seeds, input => throw new InvalidOperationException("as scripted")));
        Assert.Contains("as scripted", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_exception_is_no_fault() => Fuzzing.Run(_seeds, input => throw new FormatException(), declared: typeof(FormatException));

    [Fact]
    public void Allocating_too_much_fails_the_run()
    {
        var fault = Assert.ThrowsAny<XunitException>(() => Fuzzing.Run(_seeds, input => GC.KeepAlive(new byte[FuzzRun.MostBytes + 1])));
        Assert.Contains("allocated", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs_and_they_differ()
    {
        Mutator one = new(5, ["word"u8.ToArray()]), other = new(5, ["word"u8.ToArray()]);
        var inputs = Enumerable.Range(0, 500).Select(_ => one.Make(_seeds)).ToList();
        Assert.All(inputs, input => Assert.Equal(input, other.Make(_seeds)));
        Assert.True(inputs.DistinctBy(Convert.ToHexString).Count() > 400);
        Assert.All(inputs, input => Assert.InRange(input.Length, 0, Fuzzing.LargestInput));
        Assert.Contains(inputs, input => input.Length > 100_000);
    }
}
