using System.Globalization;
using System.Net;

namespace Postrider.Sip.Messages;

/// <summary>One Via: the way that a response goes back.</summary>
internal sealed record ViaLine(string Protocol, string Host, int Port, ParameterList Parameters, string Text)
{
    public string? Branch => Parameters["branch"] is { Length: > 0 } branch ? branch : null;

    /// <summary>Where the far side saw our request come from, where it says so.</summary>
    public IPEndPoint? Seen =>
        IPAddress.TryParse(Parameters["received"]?.Trim('[', ']') ?? Host, out var address) && int.TryParse(Parameters["rport"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? new IPEndPoint(address, port)
            : null;

    public static ViaLine? Parse(string text)
    {
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var front = semicolon < 0 ? text : text[..semicolon];

        // Spaces may stand around the slashes: SIP / 2.0 / UDP host.
        var second = front.IndexOf('/', front.IndexOf('/', StringComparison.Ordinal) + 1);
        if (second < 0)
        {
            return null;
        }

        var rest = front.AsSpan(second + 1).Trim();
        var gap = rest.IndexOfAny(' ', '\t');
        if (gap < 0 || HostPort.Parse(rest[(gap + 1)..]) is not { } place)
        {
            return null;
        }

        return new ViaLine(rest[..gap].ToString(), place.Host, place.Port, ParameterList.Parse(semicolon < 0 ? "" : text.AsSpan(semicolon + 1)), text);
    }

    /// <summary>The line as a server echoes it, with where the request really came from (RFC 3581).</summary>
    public string Received(IPEndPoint from)
    {
        var front = Text.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? Text[..at] : Text;
        var kept = Text[front.Length..].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => !Named(part, "rport") && !Named(part, "received"));
        return string.Create(CultureInfo.InvariantCulture, $"{front}{string.Concat(kept.Select(part => $";{part}"))};received={from.Address}{(Parameters["rport"] is null ? "" : $";rport={from.Port}")}");
    }

    private static bool Named(string part, string name) => part.Split('=')[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
