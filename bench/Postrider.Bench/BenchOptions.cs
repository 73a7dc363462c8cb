using System.Globalization;

namespace Postrider.Bench;

/// <summary>What bench/run asks of a command: <c>--name value</c> pairs.</summary>
internal sealed class BenchOptions(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair.Last());

    /// <summary>An Npgsql connection string to a fresh, empty database.</summary>
    public string Database => _values["--database"];

    public int Jobs => Number("--jobs", 100_000);

    public int Lanes => Number("--lanes", 1_000);

    /// <summary>Starts per second.</summary>
    public int Rate => Number("--rate", 1_000);

    /// <summary>Where the relay listens.</summary>
    public int Port => Number("--port", 0);

    /// <summary>Mails in flight per account.</summary>
    public int Connections => Number("--connections", 10);

    /// <summary>Calls at a time.</summary>
    public int Calls => Number("--calls", 100);

    /// <summary>The measurement's limit.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(Number("--seconds", 15));

    private int Number(string name, int fallback) =>
        _values.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;
}
