using System.Globalization;
using System.Text;

namespace Postrider.Sip.Messages;

/// <summary>A sip or sips address in its parts.</summary>
internal sealed record SipUri(bool IsSecure, string? User, string Host, int Port, ParameterList Parameters)
{
    public bool IsLoose => Parameters["lr"] is not null;

    public string? Transport => Parameters["transport"];

    /// <summary>Null for any other scheme, and for what could not be written on as an address.</summary>
    public static SipUri? Parse(string? text)
    {
        var rest = text.AsSpan().Trim();
        var isSecure = rest.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);
        if ((!isSecure && !rest.StartsWith("sip:", StringComparison.OrdinalIgnoreCase)) || rest.IndexOfAnyExceptInRange('!', '~') >= 0 || rest.ContainsAny('<', '>', '"'))
        {
            return null;
        }

        rest = rest[(isSecure ? 5 : 4)..];
        var at = rest.IndexOf('@');
        string? user = null;
        if (at >= 0)
        {
            user = rest[..at].ToString();
            rest = rest[(at + 1)..];
        }

        var headers = rest.IndexOf('?');
        rest = headers < 0 ? rest : rest[..headers];
        var semicolon = rest.IndexOf(';');
        var place = HostPort.Parse(semicolon < 0 ? rest : rest[..semicolon]);
        return place is null ? null : new SipUri(isSecure, user, place.Value.Host, place.Value.Port, ParameterList.Parse(semicolon < 0 ? "" : rest[(semicolon + 1)..]));
    }

    /// <summary>A user as it may stand in an address: what may not is written as %xx.</summary>
    public static string EscapeUser(string user)
    {
        var escaped = new StringBuilder(user.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(user))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || "-_.!~*'()&=+$,/".Contains((char)unit, StringComparison.Ordinal))
            {
                escaped.Append((char)unit);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
        }

        return escaped.ToString();
    }
}

/// <summary>A host and a port; port 0 where none is named. IPv6 addresses are without their brackets.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    public static HostPort? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        ReadOnlySpan<char> host, port;
        if (text.StartsWith("["))
        {
            var close = text.IndexOf(']');
            if (close < 0)
            {
                return null;
            }

            host = text[1..close];
            port = text[(close + 1)..].Trim();
            if (!port.IsEmpty && port[0] != ':')
            {
                return null;
            }

            port = port.IsEmpty ? port : port[1..];
        }
        else
        {
            var colon = text.IndexOf(':');
            host = (colon < 0 ? text : text[..colon]).Trim();
            port = colon < 0 ? default : text[(colon + 1)..];
        }

        var number = 0;
        port = port.Trim();
        return host.IsEmpty || host.ContainsAny(" \t<>\"") || (!port.IsEmpty && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is 0 or > 65535)) ? null : new HostPort(host.ToString(), number);
    }
}
