namespace Postrider.Server.Hosting.Metrics;

/// <summary>How measurements add up, and the word that Prometheus has for it.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
