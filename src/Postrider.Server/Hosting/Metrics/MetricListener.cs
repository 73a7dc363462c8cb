using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Postrider.Server.Hosting.Metrics;

/// <summary>
/// Listens to the framework's meters and to ours, <c>Postrider</c>, and writes what they measured in Prometheus's text form.
/// Meters of one name, as several hosts in one process have, add up to one metric.
/// </summary>
internal sealed class MetricListener : IDisposable
{
    public const string OwnMeter = "Postrider";

    private static readonly double[] _seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private static readonly double[] _sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000];

    private readonly ConcurrentDictionary<string, Metric> _metrics = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    public MetricListener()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsHeard(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, For(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<byte>(static (_, value, labels, metric) => Record(metric, value, labels));
        _listener.SetMeasurementEventCallback<short>(static (_, value, labels, metric) => Record(metric, value, labels));
        _listener.SetMeasurementEventCallback<int>(static (_, value, labels, metric) => Record(metric, value, labels));
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, metric) => Record(metric, value, labels));
        _listener.SetMeasurementEventCallback<float>(static (_, value, labels, metric) => Record(metric, value, labels));
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, metric) => Record(metric, value, labels));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, labels, metric) => Record(metric, (double)value, labels));
        _listener.Start();
    }

    public string Text()
    {
        lock (_reading)
        {
            _listener.RecordObservableInstruments();
            var text = new StringBuilder(32 * 1024);
            foreach (var (_, metric) in _metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
            {
                metric.Write(text);
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsHeard(string meter) =>
        meter is OwnMeter or "System.Runtime" || meter.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    private static void Record(object? metric, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) => ((Metric)metric!).Record(value, labels);

    private Metric For(Instrument instrument)
    {
        // The base types say enough: Counter, ObservableCounter, UpDownCounter, ObservableUpDownCounter, Gauge, ObservableGauge, Histogram.
        var type = instrument.GetType().Name;
        var kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? MetricKind.Counter
            : MetricKind.Gauge;
        var adds = !instrument.IsObservable && !type.StartsWith("Gauge", StringComparison.Ordinal);
        var name = MetricName.Of(instrument, kind);
        return _metrics.GetOrAdd(name, _ => new Metric(name, instrument.Description, kind, adds, kind == MetricKind.Histogram ? Bounds(instrument) : []));
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised],
        { Unit: "s" } => _seconds,
        _ => _sizes,
    };
}
