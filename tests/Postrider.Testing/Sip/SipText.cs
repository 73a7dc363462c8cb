using System.Globalization;
using System.Net;
using System.Text;

namespace Postrider.Testing.Sip;

/// <summary>A SIP message as text, taken apart as far as a scripted peer needs it and apart from the product's own parser.</summary>
public sealed record SipText(string StartLine, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body = "")
{
    public bool IsResponse => StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal);

    /// <summary>Of a request.</summary>
    public string Method => StartLine[..StartLine.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>Of a request.</summary>
    public string RequestUri => StartLine.Split(' ')[1];

    /// <summary>Of a response.</summary>
    public int Code => int.Parse(StartLine.AsSpan(8, 3), CultureInfo.InvariantCulture);

    /// <summary>The header's first value; nothing where there is none.</summary>
    public string this[string name] => All(name).FirstOrDefault("");

    /// <summary>The port of the sound that its SDP offers or answers.</summary>
    public int SoundPort => int.Parse(Line("m=audio ").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Where the sound that its SDP offers or answers is received.</summary>
    public IPEndPoint SoundPlace => new(IPAddress.Parse(Line("c=IN IP4 ")), SoundPort);

    /// <summary>What tells a repetition from something new.</summary>
    internal string Mark => $"{this["CSeq"]} {this["Via"]} {this["Call-ID"]} {StartLine}";

    public static SipText Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        return new SipText(lines[0], [.. lines.Skip(1).Select(Pair)], text[(end + 4)..]);
    }

    public IEnumerable<string> All(string name) => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    /// <summary>An answer to this request.</summary>
    /// <param name="tag">This side's mark on the call; null: none is added.</param>
    /// <param name="headers">Further header lines.</param>
    public SipText Response(int code, string phrase, string? tag = "peer", string body = "", params IEnumerable<string> headers)
    {
        List<KeyValuePair<string, string>> lines =
        [
            .. Headers.Where(header => header.Key is "Via" or "Record-Route" or "From" or "Call-ID" or "CSeq"),
            new("To", tag is null || this["To"].Contains(";tag=", StringComparison.Ordinal) ? this["To"] : $"{this["To"]};tag={tag}"),
            .. headers.Select(Pair),
        ];
        return new SipText($"SIP/2.0 {code} {phrase}", lines, body);
    }

    /// <summary>A request of this side's within the call that this INVITE began.</summary>
    /// <param name="contact">This side's own place.</param>
    public SipText InCall(string method, int turn, string contact, string tag = "peer", string body = "", params IEnumerable<string> headers)
    {
        var target = this["Contact"];
        target = target[(target.IndexOf('<', StringComparison.Ordinal) + 1)..target.IndexOf('>', StringComparison.Ordinal)];
        List<KeyValuePair<string, string>> lines =
        [
            new("Via", $"SIP/2.0/{this["Via"].Split(' ')[0].Split('/')[2]} {contact};branch=z9hG4bKpeer{Guid.NewGuid():N}"),
            new("From", this["To"].Contains(";tag=", StringComparison.Ordinal) ? this["To"] : $"{this["To"]};tag={tag}"), new("To", this["From"]), new("Call-ID", this["Call-ID"]),
            new("CSeq", $"{turn} {method}"), new("Contact", $"<sip:peer@{contact}>"), new("Max-Forwards", "70"), .. headers.Select(Pair),
        ];
        return new SipText($"{method} {target} SIP/2.0", lines, body);
    }

    /// <summary>As it travels.</summary>
    public byte[] ToBytes()
    {
        var type = Body.Length > 0 ? "Content-Type: application/sdp\r\n" : "";
        var body = Body.ReplaceLineEndings("\r\n");
        return Encoding.UTF8.GetBytes($"{StartLine}\r\n{string.Concat(Headers.Select(header => $"{header.Key}: {header.Value}\r\n"))}{type}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    private static KeyValuePair<string, string> Pair(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new(line[..colon].Trim(), line[(colon + 1)..].Trim());
    }

    private string Line(string start) => Body.Split("\r\n").First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}
