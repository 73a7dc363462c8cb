namespace Postrider.IntegrationTests.FarSides;

/// <summary>What goes wrong with one request, and whether the far side did what it was asked all the same.</summary>
internal enum Mishap
{
    None,
    Refusal,
    Busy,

    /// <summary>The same with a wish for how long to be left alone.</summary>
    BusyFor,
    ErrorBefore,
    ErrorAfter,
    SilenceBefore,
    SilenceAfter,
    CutBefore,
    CutAfter,
    HalfAfter,
}

/// <summary>Draws what goes wrong at one account's far side: much at first, and nothing once it is over, so that every job ends.</summary>
/// <param name="seed">The same seed draws the same mishaps in the same order.</param>
/// <param name="length">How many requests that hand over it lasts, and how many that look.</param>
internal sealed class Storm(int seed, int length)
{
    // Of a thousand.
    private static readonly (Mishap Mishap, int Share)[] _handOvers =
    [
        (Mishap.Refusal, 20), (Mishap.Busy, 20), (Mishap.BusyFor, 20), (Mishap.ErrorBefore, 20), (Mishap.ErrorAfter, 20),
        (Mishap.SilenceBefore, 8), (Mishap.SilenceAfter, 8), (Mishap.CutBefore, 20), (Mishap.CutAfter, 20), (Mishap.HalfAfter, 20),
    ];

    private static readonly (Mishap Mishap, int Share)[] _looks = [(Mishap.Busy, 5), (Mishap.ErrorBefore, 10), (Mishap.SilenceBefore, 2), (Mishap.CutBefore, 10)];

    private readonly Lock _gate = new();
    private readonly Random _ofHandOvers = new(seed);
    private readonly Random _ofLooks = new(~seed);
    private readonly int[] _drawn = new int[Enum.GetValues<Mishap>().Length];
    private int _handedOver;
    private int _looked;

    public const string Wish = "2";

    public int Silences => Count(Mishap.SilenceBefore) + Count(Mishap.SilenceAfter);

    public int Count(Mishap mishap) => Volatile.Read(ref _drawn[(int)mishap]);

    public Mishap OnHandOver()
    {
        lock (_gate)
        {
            return _handedOver++ < length ? Draw(_ofHandOvers, _handOvers) : Mishap.None;
        }
    }

    public Mishap OnLook()
    {
        lock (_gate)
        {
            return _looked++ < length ? Draw(_ofLooks, _looks) : Mishap.None;
        }
    }

    private Mishap Draw(Random random, (Mishap Mishap, int Share)[] shares)
    {
        var drawn = random.Next(1000);
        foreach (var (mishap, share) in shares)
        {
            if ((drawn -= share) < 0)
            {
                _drawn[(int)mishap]++;
                return mishap;
            }
        }

        return Mishap.None;
    }
}
