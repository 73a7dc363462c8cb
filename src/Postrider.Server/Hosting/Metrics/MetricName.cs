using System.Diagnostics.Metrics;
using System.Text;

namespace Postrider.Server.Hosting.Metrics;

/// <summary>Names as Prometheus writes them: underscores, the unit in full, counters end in <c>_total</c>.</summary>
internal static class MetricName
{
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = new StringBuilder(Clean(instrument.Name));
        var unit = Unit(instrument.Unit);
        if (unit.Length > 0 && !name.ToString().EndsWith(unit, StringComparison.Ordinal))
        {
            name.Append('_').Append(unit);
        }

        return name.Append(kind == MetricKind.Counter ? "_total" : "").ToString();
    }

    public static string Clean(string name) => string.Create(name.Length, name, static (clean, name) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            clean[i] = char.IsAsciiLetter(name[i]) || (i > 0 && char.IsAsciiDigit(name[i])) ? name[i] : '_';
        }
    });

    // Units in braces only say what is counted; the name says it already.
    private static string Unit(string? unit) => unit switch
    {
        null or "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        _ when unit[0] == '{' => "",
        _ => Clean(unit),
    };
}
