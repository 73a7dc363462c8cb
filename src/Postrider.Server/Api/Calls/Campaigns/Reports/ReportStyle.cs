using System.Security.Cryptography;
using System.Text;

namespace Postrider.Server.Api.Calls.Campaigns.Reports;

/// <summary>How the page looks, on a screen and on paper. Every text stands out from its ground by at least 4.5 to 1.</summary>
internal static class ReportStyle
{
    public const string Markup = """

        :root { color-scheme: light; --good: #17735a; --machine: #2f6db3; --other: #b57a10; --bad: #b3362c; --idle: #80868f; --quiet: #56606b; --line: #d9dee4 }
        * { box-sizing: border-box }
        body { margin: 0 auto; max-width: 56rem; padding: 2.5rem 1.5rem 3rem; font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1a1f26; background: #fff; -webkit-print-color-adjust: exact; print-color-adjust: exact }
        h1 { margin: 0; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere }
        h2 { margin: 0 0 .8rem; font-size: 1.2rem }
        p { margin: .4rem 0 }
        .kind { margin: 0 0 .3rem; font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; color: var(--quiet) }
        .quiet, figcaption { color: var(--quiet) }
        .state { display: inline-block; padding: .2rem .7rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; vertical-align: .35rem; white-space: nowrap; background: #e8ebef }
        .state.running, .state.completed { background: #dcf1ea; color: #0d5a45 }
        .state.paused, .state.canceled { background: #fbe9d3; color: #7a4a00 }
        .note { padding: .6rem .9rem; border-left: .25rem solid var(--other); background: #fdf6ea; overflow-wrap: anywhere }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; margin: 1.5rem 0 0; padding: 0; list-style: none }
        .tiles li { padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .5rem }
        .tiles b { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums }
        .tiles span { font-weight: 600 }
        .tiles small { display: block; color: var(--quiet) }
        section { margin-top: 2.4rem; padding-top: 1.6rem; border-top: 1px solid var(--line) }
        figure { margin: 0 0 1rem }
        figcaption { font-size: .9rem }
        svg { display: block; width: 100%; height: auto; font-size: 13px }
        svg text { fill: #1a1f26 }
        svg .quiet { fill: var(--quiet) }
        .end { text-anchor: end }
        .mid { text-anchor: middle; font-size: 12px }
        .grid { stroke: var(--line) }
        rect.good { fill: var(--good) } rect.machine { fill: var(--machine) } rect.other { fill: var(--other) } rect.bad { fill: var(--bad) } rect.idle { fill: var(--idle) }
        i { display: inline-block; width: .75rem; height: .75rem; margin-right: .5rem; border-radius: 2px }
        i.good { background: var(--good) } i.machine { background: var(--machine) } i.other { background: var(--other) } i.bad { background: var(--bad) } i.idle { background: var(--idle) }
        .key { margin-right: 1rem; white-space: nowrap }
        table { width: 100%; border-collapse: collapse; font-size: .95rem }
        th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
        th { font-weight: 600 } thead th { color: var(--quiet); font-size: .85rem }
        tbody th { white-space: nowrap }
        td:last-child, th:last-child:not(:first-child), tr > td + td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
        thead th:nth-child(n+3) { text-align: right }
        tfoot td, tfoot th { border-bottom: 0; font-weight: 600 }
        tfoot td { text-align: right; font-variant-numeric: tabular-nums }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .8rem 1.5rem; margin: 0 }
        .facts.wide { grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)) }
        dt { color: var(--quiet); font-size: .85rem }
        dd { margin: 0; overflow-wrap: anywhere }
        footer { margin-top: 2.4rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; color: var(--quiet) }
        a { color: #0b5cad }
        @media screen and (max-width: 40rem) {
        body { padding: 1.5rem 1rem }
        h1 { font-size: 1.5rem }
        figure { overflow-x: auto }
        svg { min-width: 36rem }
        figcaption { position: sticky; left: 0 }
        }
        @page { margin: 16mm }
        @media print {
        body { max-width: none; padding: 0; font-size: 10pt }
        figure, tr, .tiles, .facts div { break-inside: avoid }
        h1 { font-size: 1.6rem }
        h2 { break-after: avoid }
        h2 + figure { break-before: avoid }
        section { margin-top: 1.2rem; padding-top: 1rem }
        .tiles { grid-template-columns: repeat(5, 1fr) }
        .tiles li { padding: .6rem .7rem }
        .tiles b { font-size: 1.4rem }
        svg { width: 88% }
        tfoot { display: table-row-group }
        th, td { padding: .25rem .5rem }
        a { color: inherit }
        }

        """;

    public static string Hash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Markup)))}";
}
