namespace Postrider.Tests.Fuzz;

/// <summary>Makes broken inputs from good ones; the same seed makes the same ones.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> words)
{
    private static readonly byte[] _telling = [0, (byte)'\t', (byte)'\n', (byte)'\r', (byte)' ', (byte)'"', (byte)'(', (byte)')', (byte)'<', (byte)'>', (byte)'=', (byte)'-', (byte)'\\', (byte)'{', 0x7F, 0x80, 0xC3, 0xF0, 0xFF];
    private readonly Random _random = new(seed);

    public int Seed => seed;

    public byte[] Make(IReadOnlyList<byte[]> seeds)
    {
        List<byte> input = [.. seeds[_random.Next(seeds.Count)]];
        for (var times = 1 << _random.Next(4); times > 0; times--)
        {
            Change(input, seeds);
        }

        if (input.Count > Fuzzing.LargestInput)
        {
            input.RemoveRange(Fuzzing.LargestInput, input.Count - Fuzzing.LargestInput);
        }

        return [.. input];
    }

    private void Change(List<byte> input, IReadOnlyList<byte[]> seeds)
    {
        var at = _random.Next(input.Count + 1);
        switch (_random.Next(12))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = _telling[_random.Next(_telling.Length)];
                break;
            case 2:
                input.Insert(at, _telling[_random.Next(_telling.Length)]);
                break;
            case 3:
                input.RemoveRange(at, _random.Next(Math.Min(input.Count - at, 64) + 1));
                break;
            case 4:
                input.RemoveRange(at, input.Count - at);
                break;
            case 5:
                input.InsertRange(_random.Next(input.Count + 1), Piece(input, 200));
                break;
            case 6:
                var other = seeds[_random.Next(seeds.Count)];
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other.AsSpan(_random.Next(other.Length + 1)));
                break;
            case 7 or 8 when words.Count > 0:
                input.InsertRange(at, words[_random.Next(words.Count)]);
                break;
            case 9 when words.Count > 0:
                var word = words[_random.Next(words.Count)];
                input.RemoveRange(at, Math.Min(word.Length, input.Count - at));
                input.InsertRange(at, word);
                break;
            case 10:
                var noise = new byte[_random.Next(1, 40)];
                _random.NextBytes(noise);
                input.InsertRange(at, noise);
                break;
            case 11 when _random.Next(4) == 0:
                Swell(input, at);
                break;
        }
    }

    /// <summary>One short piece, many times over: what takes quadratic time or unbounded depth shows here.</summary>
    private void Swell(List<byte> input, int at)
    {
        var piece = words.Count > 0 && _random.Next(2) == 0 ? words[_random.Next(words.Count)] : Piece(input, 80);
        if (piece.Length > 0 && input.Count < Fuzzing.LargestInput)
        {
            var size = 1 << _random.Next(8, 21);
            var swollen = new List<byte>(size + piece.Length);
            while (swollen.Count < size)
            {
                swollen.AddRange(piece);
            }

            input.InsertRange(at, swollen);
        }
    }

    private byte[] Piece(List<byte> input, int longest)
    {
        var start = _random.Next(input.Count + 1);
        return [.. input.GetRange(start, Math.Min(_random.Next(longest), input.Count - start))];
    }
}
