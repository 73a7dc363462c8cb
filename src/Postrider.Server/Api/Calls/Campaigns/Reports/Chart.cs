namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>A bar that lies, with its share of the whole.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Count">How many.</param>
/// <param name="Kind">The class that colours it.</param>
internal sealed record Bar(string Name, long Count, string Kind);

/// <summary>A column that stands, of two parts.</summary>
/// <param name="Name">What stands under it.</param>
/// <param name="Words">What it says, for who points at it or hears the page.</param>
/// <param name="Lower">The lower part's height.</param>
/// <param name="Upper">The upper part's.</param>
internal sealed record Column(string Name, string Words, double Lower, double Upper);

/// <summary>Drawings of counts, in SVG that needs no script.</summary>
internal static class Chart
{
    private const double Width = 720;
    private const double Height = 230;
    private const double Left = 52;
    private const double Right = 700;
    private const double Top = 20;
    private const double Floor = 200;
    private const double MostNames = 12;
    private const int MostCounts = 10;

    public static void Bars(HtmlText page, string words, IReadOnlyList<Bar> bars)
    {
        const double row = 28, from = 190, longest = 400;
        var (most, total) = (Math.Max(1, bars.Max(bar => bar.Count)), Math.Max(1, bars.Sum(bar => bar.Count)));
        page.Add($"""<svg role="img" aria-label="{words}" viewBox="0 0 {Width} {bars.Count * row}">""");
        for (var i = 0; i < bars.Count; i++)
        {
            var (bar, y) = (bars[i], i * row);
            var width = Math.Max(bar.Count == 0 ? 0 : 2, longest * bar.Count / most);
            page.Add($"""<text x="{from - 12}" y="{y + 19}" class="end">{bar.Name}</text><rect class="{bar.Kind}" x="{from}" y="{y + 4}" width="{width}" height="{row - 8}" rx="2"/>""")
                .Add($"""<text x="{from + width + 8}" y="{y + 19}">{bar.Count} <tspan class="quiet">{Words.Share(bar.Count, total)}</tspan></text>""");
        }

        page.Add($"</svg>");
    }

    /// <param name="page">Where it is drawn.</param>
    /// <param name="words">What it shows, for who cannot see it.</param>
    /// <param name="columns">At least one.</param>
    /// <param name="kinds">The classes that colour the parts.</param>
    /// <param name="top">What the axis goes up to; null: as far as the columns need it.</param>
    /// <param name="unit">What stands behind the axis' numbers.</param>
    public static void Columns(HtmlText page, string words, IReadOnlyList<Column> columns, (string Lower, string Upper) kinds, double? top = null, string unit = "")
    {
        var (step, most) = Scale(top ?? columns.Max(column => column.Lower + column.Upper));
        page.Add($"""<svg role="img" aria-label="{words}" viewBox="0 0 {Width} {Height}">""");
        for (double value = 0; value <= most + (step / 2); value += step)
        {
            var y = Floor - ((Floor - Top) * value / most);
            page.Add($"""<line class="grid" x1="{Left}" y1="{y}" x2="{Right}" y2="{y}"/><text class="quiet end" x="{Left - 8}" y="{y + 4}">{(long)value}{unit}</text>""");
        }

        var (place, named) = ((Right - Left) / Math.Max(columns.Count, 6), (int)Math.Ceiling(columns.Count / MostNames));
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, x) = (columns[i], Left + (place * i));
            Draw(page, column, x, place, most, kinds);
            if (i % named == 0)
            {
                page.Add($"""<text class="quiet mid" x="{x + (place / 2)}" y="{Floor + 18}">{column.Name}</text>""");
            }

            if (unit.Length == 0 && columns.Count <= MostCounts)
            {
                page.Add($"""<text class="mid" x="{x + (place / 2)}" y="{Floor - 6 - ((Floor - Top) * (column.Lower + column.Upper) / most)}">{(long)(column.Lower + column.Upper)}</text>""");
            }
        }

        page.Add($"</svg>");
    }

    private static void Draw(HtmlText page, Column column, double x, double place, double most, (string Lower, string Upper) kinds)
    {
        var (lower, upper, width) = ((Floor - Top) * column.Lower / most, (Floor - Top) * column.Upper / most, Math.Min(place * 0.78, 60));
        var from = x + ((place - width) / 2);
        page.Add($"<g><title>{column.Words}</title>")
            .Add($"""<rect class="{kinds.Lower}" x="{from}" y="{Floor - lower}" width="{width}" height="{lower}"/>""")
            .Add($"""<rect class="{kinds.Upper}" x="{from}" y="{Floor - lower - upper}" width="{width}" height="{upper}"/></g>""");
    }

    /// <summary>Steps of 1, 2 or 5 and their tens, at most five of them.</summary>
    private static (double Step, double Most) Scale(double highest)
    {
        var step = Math.Max(1, Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, highest / 5)))));
        foreach (var times in new[] { 2, 2.5, 2 })
        {
            if (step * 5 < highest)
            {
                step *= times;
            }
        }

        return (step, Math.Max(step, Math.Ceiling(highest / step) * step));
    }
}
