using System.Collections.Concurrent;
using System.Text;

namespace Postrider.Server.Hosting.Metrics;

/// <summary>
/// One metric and its series. A measurement finds its series by a hash of its labels, without writing them out; what comes
/// after the first <see cref="MostSeries"/> combinations is kept together, so that no label can fill the memory.
/// </summary>
internal sealed class Metric(string name, string? help, MetricKind kind, bool adds, double[] bounds)
{
    internal const int MostSeries = 500;
    private const int MaxLabelLength = 128;

    // Who a request was for is nobody's business who reads metrics; ours have no such labels, and others' are dropped.
    private static readonly string[] _private = ["workspace", "account", "recipient", "key", "user", "client", "url.path", "url.query", "server.address"];

    // Labels' names are constants of some code, so this cannot grow.
    private static readonly ConcurrentDictionary<string, bool> _shown = new();

    private readonly ConcurrentDictionary<(int, int), Series> _series = new();

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var id = Id(labels);
        if (!_series.TryGetValue(id, out var series))
        {
            series = _series.Count < MostSeries
                ? _series.GetOrAdd(id, new Series(Text(labels), bounds))
                : _series.GetOrAdd((0, 0), _ => new Series("overflow=\"true\"", bounds));
        }

        series.Record(value, kind, adds);
    }

    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        if (!string.IsNullOrEmpty(help))
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings(" ")).Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" }).Append('\n');
        foreach (var series in _series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal))
        {
            series.Write(text, name, kind);
        }
    }

    private static bool IsShown(string label) =>
        _shown.GetOrAdd(label, static label => !Array.Exists(_private, word => label.StartsWith(word, StringComparison.OrdinalIgnoreCase)));

    private static (int, int) Id(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        // Two sums of differently mixed hashes: labels may come in any order, and one 32-bit hash would meet another too soon.
        int first = 1, second = 1;
        foreach (var label in labels)
        {
            if (!IsShown(label.Key))
            {
                continue;
            }

            var hash = HashCode.Combine(label.Key, label.Value);
            first += hash;
            second += HashCode.Combine(hash, label.Value, label.Key.Length);
        }

        return (first, second);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var parts = new List<string>();
        foreach (var label in labels)
        {
            if (IsShown(label.Key) && Convert.ToString(label.Value, System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } value)
            {
                parts.Add($"{MetricName.Clean(label.Key)}=\"{Escape(value.Length > MaxLabelLength ? value[..MaxLabelLength] : value)}\"");
            }
        }

        parts.Sort(StringComparer.Ordinal);
        return string.Join(',', parts);
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
