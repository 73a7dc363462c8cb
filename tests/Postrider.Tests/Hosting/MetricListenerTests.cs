using System.Diagnostics.Metrics;
using Postrider.Server.Hosting.Metrics;
using Xunit;

namespace Postrider.Tests.Hosting;

public sealed class MetricListenerTests : IDisposable
{
    private readonly MetricListener _listener = new();
    private readonly Meter _meter = new(MetricListener.OwnMeter);

    [Fact]
    public void Instruments_become_prometheus_text()
    {
        var counter = _meter.CreateCounter<long>("test.accepted", "{job}", "Jobs that were accepted");
        var level = _meter.CreateUpDownCounter<int>("test.held");
        var span = _meter.CreateHistogram("test.wait", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        using var other = new Meter("Somebody.Else");
        var foreign = other.CreateCounter<int>("test.foreign");
        _meter.CreateObservableGauge("test.depth", () => 4.5, "By");
        counter.Add(2, new KeyValuePair<string, object?>("channel", "email"));
        counter.Add(3, new KeyValuePair<string, object?>("channel", "email"));
        level.Add(5);
        level.Add(-2);
        span.Record(0.1);
        span.Record(0.5);
        span.Record(7);
        foreign.Add(1);

        var text = _listener.Text();
        Assert.Contains("# HELP test_accepted_total Jobs that were accepted\n# TYPE test_accepted_total counter\ntest_accepted_total{channel=\"email\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_held gauge\ntest_held 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_depth_bytes 4.5\n", text, StringComparison.Ordinal);
        Assert.Contains("test_wait_seconds_bucket{le=\"0.1\"} 1\ntest_wait_seconds_bucket{le=\"1\"} 2\ntest_wait_seconds_bucket{le=\"+Inf\"} 3\ntest_wait_seconds_sum 7.6\ntest_wait_seconds_count 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("foreign", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_label_fills_the_memory_or_names_anybody()
    {
        var counter = _meter.CreateCounter<long>("test.flood");
        for (var i = 0; i < 5000; i++)
        {
            counter.Add(1, new("path", $"value \"{i}\"\n"), new("workspace_id", i));
        }

        var lines = _listener.Text().Split('\n').Where(line => line.StartsWith("test_flood_total", StringComparison.Ordinal)).ToList();
        Assert.Equal(Metric.MostSeries + 1, lines.Count);
        Assert.Contains("test_flood_total{overflow=\"true\"} 4500", lines);
        Assert.Contains("test_flood_total{path=\"value \\\"7\\\"\\n\"} 1", lines);
        Assert.DoesNotContain(lines, line => line.Contains("workspace", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _listener.Dispose();
    }
}
