using System.Globalization;
using System.Text;

namespace Postrider.Server.Hosting.Metrics;

/// <summary>The numbers of one combination of labels. Many threads record, one reads now and then; nobody waits for a lock.</summary>
internal sealed class Series(string labels, double[] bounds)
{
    // One more than there are bounds: what lies above the last.
    private readonly long[] _counts = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private double _value;

    public string Labels => labels;

    public void Record(double value, MetricKind kind, bool adds)
    {
        if (!adds)
        {
            Volatile.Write(ref _value, value);
            return;
        }

        if (kind == MetricKind.Histogram)
        {
            var place = Array.BinarySearch(bounds, value);
            Interlocked.Increment(ref _counts[place < 0 ? ~place : place]);
        }

        var seen = Volatile.Read(ref _value);
        while (Interlocked.CompareExchange(ref _value, seen + value, seen) is var found && !found.Equals(seen))
        {
            seen = found;
        }
    }

    public void Write(StringBuilder text, string name, MetricKind kind)
    {
        if (kind != MetricKind.Histogram)
        {
            Line(text, name, "", labels, Volatile.Read(ref _value));
            return;
        }

        var sum = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            sum += Interlocked.Read(ref _counts[i]);
            var bound = i < bounds.Length ? Number(bounds[i]) : "+Inf";
            Line(text, name, "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", sum);
        }

        Line(text, name, "_sum", labels, Volatile.Read(ref _value));
        Line(text, name, "_count", labels, sum);
    }

    private static void Line(StringBuilder text, string name, string suffix, string labels, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
