using System.Globalization;

namespace Postrider.Testing.Sip;

/// <summary>The steps of who calls, by which the called peers are tried out; and the sound that either side offers.</summary>
public sealed partial class SippScenario
{
    /// <summary>An offer or answer of µ-law sound and telephone events.</summary>
    /// <param name="port">Where this side hears; null: SIPp's own media port.</param>
    /// <param name="more">Further lines.</param>
    public static string Sdp(int? port = null, string more = "") => $"""
        v=0
        o=peer 20518 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio {port?.ToString(CultureInfo.InvariantCulture) ?? MediaMark} RTP/AVP 0 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        {more}
        """;

    public SippScenario Call(string? sdp = null) => Caller("INVITE sip:[service]@[remote_ip]:[remote_port]", "", 1, sdp ?? Sdp());

    public SippScenario Acknowledge() => Caller("ACK [next_url]", "[peer_tag_param]", 1, null);

    /// <summary>Of an answer other than 2xx.</summary>
    public SippScenario AcknowledgeRefusal() => Caller("ACK sip:[service]@[remote_ip]:[remote_port]", "[peer_tag_param]", 1, null);

    public SippScenario Bye() => Caller("BYE [next_url]", "[peer_tag_param]", 2, null).Add("<recv response=\"200\"/>");

    private SippScenario Caller(string line, string tag, int turn, string? sdp) => Send($"""
        {line} SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        [routes]
        From: <sip:caller@[local_ip]:[local_port]>;tag=[pid]y[call_number]
        To: <sip:[service]@[remote_ip]:[remote_port]>{tag}
        Call-ID: [call_id]
        CSeq: {turn} {line[..line.IndexOf(' ', StringComparison.Ordinal)]}
        Contact: <sip:caller@[local_ip]:[local_port];transport=[transport]>
        Max-Forwards: 70
        {Body(sdp)}
        """, line.StartsWith("ACK", StringComparison.Ordinal) ? "" : " retrans=\"500\"");
}
