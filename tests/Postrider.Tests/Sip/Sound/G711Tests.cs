using Postrider.Sip.Sound;
using Xunit;

namespace Postrider.Tests.Sip.Sound;

public sealed class G711Tests
{
    /// <summary>The decision values of tables 1 and 2 of the recommendation, in its own units, built from their first ones.</summary>
    private static readonly int[] _uDecisions = [0, .. Enumerable.Range(0, 8).SelectMany(segment => Enumerable.Range(0, 16).Select(step => (segment, step)))
        .Select(at => (33 << at.segment) - 33 + ((at.step + 1) * 2 << at.segment) - (at is (0, _) ? 1 : 1 << at.segment))];

    private static readonly int[] _aDecisions = [.. Enumerable.Range(0, 33).Select(n => 2 * n), .. Enumerable.Range(1, 6).SelectMany(segment => Enumerable.Range(1, 16).Select(step => (32 << segment) + step * (2 << segment)))];

    [Fact]
    public void Decision_values_are_those_of_the_tables()
    {
        Assert.Equal([0, 1, 3, 5], _uDecisions[..4]);
        Assert.Equal([31, 35, 39], _uDecisions[16..19]);
        Assert.Equal([95, 103], _uDecisions[32..34]);
        Assert.Equal([3935, 4063, 4319, 7903, 8159], [_uDecisions[111], _uDecisions[112], _uDecisions[113], _uDecisions[127], _uDecisions[128]]);
        Assert.Equal([64, 68], _aDecisions[32..34]);
        Assert.Equal([2048, 2176, 3968, 4096], [_aDecisions[112], _aDecisions[113], _aDecisions[127], _aDecisions[128]]);
        Assert.Equal((129, 129), (_uDecisions.Length, _aDecisions.Length));
    }

    [Fact]
    public void Every_sample_gets_the_code_between_whose_decision_values_it_lies()
    {
        for (var sample = (int)short.MinValue; sample <= short.MaxValue; sample++)
        {
            // On a decision value the smaller step is right for a negative sample.
            var magnitude = sample < 0 ? ~sample : sample;
            Assert.Equal((byte)((sample < 0 ? 0x7F : 0xFF) - StepOf(_uDecisions, magnitude / 4)), G711.ToULaw((short)sample));
            Assert.Equal((byte)((sample < 0 ? 0x55 : 0xD5) ^ StepOf(_aDecisions, magnitude / 8)), G711.ToALaw((short)sample));
        }
    }

    [Fact]
    public void Every_code_is_the_middle_of_its_step()
    {
        for (var step = 0; step < 128; step++)
        {
            var u = step == 0 ? 0 : (_uDecisions[step] + _uDecisions[step + 1]) * 2;
            var a = (_aDecisions[step] + _aDecisions[step + 1]) * 4;
            Assert.Equal((u, -u), (G711.FromULaw((byte)(0xFF - step)), G711.FromULaw((byte)(0x7F - step))));
            Assert.Equal((a, -a), (G711.FromALaw((byte)(0xD5 ^ step)), G711.FromALaw((byte)(0x55 ^ step))));
        }

        Assert.Equal((32124, -32124), (G711.FromULaw(0x80), G711.FromULaw(0x00)));
        Assert.Equal((32256, -32256), (G711.FromALaw(0xAA), G711.FromALaw(0x2A)));
    }

    /// <summary>All but µ-law's second zero.</summary>
    [Fact]
    public void Every_code_comes_back()
    {
        for (var code = 0; code < 256; code++)
        {
            Assert.Equal(code == 0x7F ? 0xFF : code, G711.ToULaw(G711.FromULaw((byte)code)));
            Assert.Equal(code, G711.ToALaw(G711.FromALaw((byte)code)));
        }
    }

    [Fact]
    public void Silence_is_silent()
    {
        Assert.Equal(0, G711.FromULaw(G711.ULawSilence));
        Assert.Equal(G711.ULawSilence, G711.ToULaw(0));
        Assert.Equal(G711.ALawSilence, G711.ToALaw(0));
        Assert.Equal(G711.ALawSilence, G711.ULawToALaw(G711.ULawSilence));
    }

    /// <summary>Tables 3 and 4 of the recommendation number the steps from one (of the target's decision values) on.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(15, 8)]
    [InlineData(16, 9)]
    [InlineData(32, 25)]
    [InlineData(33, 27)]
    [InlineData(36, 33)]
    [InlineData(47, 44)]
    [InlineData(48, 46)]
    [InlineData(49, 48)]
    [InlineData(63, 62)]
    [InlineData(64, 64)]
    [InlineData(80, 80)]
    [InlineData(81, 82)]
    [InlineData(127, 128)]
    public void From_one_law_to_the_other_is_as_tabled(int step, int tabled)
    {
        Assert.Equal((byte)(0xD5 ^ (tabled - 1)), G711.ULawToALaw((byte)(0xFF - step)));
        Assert.Equal((byte)(0x55 ^ (tabled - 1)), G711.ULawToALaw((byte)(0x7F - step)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 15)]
    [InlineData(8, 16)]
    [InlineData(25, 32)]
    [InlineData(26, 33)]
    [InlineData(44, 48)]
    [InlineData(45, 48)]
    [InlineData(46, 49)]
    [InlineData(47, 49)]
    [InlineData(62, 64)]
    [InlineData(63, 64)]
    [InlineData(79, 80)]
    [InlineData(80, 80)]
    [InlineData(127, 127)]
    public void And_back_it_is_as_tabled(int step, int tabled)
    {
        Assert.Equal((byte)(0xFF - tabled), G711.ALawToULaw((byte)(0xD5 ^ step)));
        Assert.Equal((byte)(0x7F - tabled), G711.ALawToULaw((byte)(0x55 ^ step)));
    }

    /// <summary>Each step lands within a step of the nearest, and a way through both laws changes a loud sound no further the second time.</summary>
    [Fact]
    public void Converting_directly_keeps_the_sound()
    {
        for (var code = 0; code < 256; code++)
        {
            var a = G711.ULawToALaw((byte)code);
            Assert.Equal(code >= 0x80, a >= 0x80);
            Assert.InRange(Math.Abs((a ^ 0x55) - (G711.ToALaw(G711.FromULaw((byte)code)) ^ 0x55)), 0, code == 0x7F ? 128 : 1);
            var u = G711.ALawToULaw((byte)code);
            Assert.InRange(Math.Abs(u - G711.ToULaw(G711.FromALaw((byte)code))), 0, 1);
            Assert.InRange(Math.Abs((G711.ULawToALaw(u) ^ 0x55) - (code ^ 0x55)), 0, 1);
            Assert.Equal(u, G711.ALawToULaw(G711.ULawToALaw(u)));
        }
    }

    [Fact]
    public void Spans_are_converted_as_single_codes_are()
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        var samples = new short[256];
        var converted = new byte[256];
        G711.FromULaw(codes, samples);
        Assert.Equal(codes.Select(G711.FromULaw), samples);
        G711.ToULaw(samples, converted);
        Assert.Equal(samples.Select(G711.ToULaw), converted);
        G711.FromALaw(codes, samples);
        Assert.Equal(codes.Select(G711.FromALaw), samples);
        G711.ToALaw(samples, converted);
        Assert.Equal(codes, converted);
        G711.ULawToALaw(codes, converted);
        Assert.Equal(codes.Select(G711.ULawToALaw), converted);
        codes.CopyTo(converted, 0);
        G711.ALawToULaw(converted, converted);
        Assert.Equal(codes.Select(G711.ALawToULaw), converted);
    }

    private static int StepOf(int[] decisions, int magnitude)
    {
        var found = Array.BinarySearch(decisions, magnitude);
        return Math.Min(found < 0 ? ~found - 1 : found, 127);
    }
}
