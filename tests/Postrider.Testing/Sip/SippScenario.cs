using System.Globalization;
using System.Text;

namespace Postrider.Testing.Sip;

/// <summary>What a SIPp does in a call, step by step. A step that does not come as said fails the call.</summary>
public sealed partial class SippScenario
{
    private const string MediaMark = "@media@";

    private readonly StringBuilder _steps = new();
    private int _labels;

    /// <summary>As SIPp reads it.</summary>
    public string Xml(int mediaPort) =>
        $"<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"postrider\">\n{_steps.ToString().Replace(MediaMark, mediaPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)}</scenario>\n";

    public SippScenario Pause(int milliseconds) => Add($"<pause milliseconds=\"{milliseconds}\"/>");

    /// <summary>Waits for a request; one of the caller's own may come before it again.</summary>
    public SippScenario Receive(string method) => Add($"<recv request=\"{method}\"/>");

    /// <summary>Waits for the answer to a request of its own.</summary>
    public SippScenario ReceiveResponse(int code) => Add($"<recv response=\"100\" optional=\"true\"/>\n<recv response=\"180\" optional=\"true\"/>\n<recv response=\"183\" optional=\"true\"/>\n<recv response=\"{code}\" rrs=\"true\"/>");

    /// <summary>Plays a clip of <see cref="SippOptions.Clips"/> that holds raw G.711 sound, from its media port; goes on at once.</summary>
    public SippScenario Play(string clip) => Add($"<nop><action><exec rtp_stream=\"{clip},1,0\"/></action></nop>");

    /// <summary>Sends a capture file's packets, from its media port; goes on at once. It needs root's rights.</summary>
    public SippScenario PlayCapture(string path) => Add($"<nop><action><exec play_pcap_audio=\"{path}\"/></action></nop>");

    private SippScenario Add(string step)
    {
        _steps.Append(step).Append('\n');
        return this;
    }

    private SippScenario Send(string text, string attributes = "") => Add($"<send{attributes}><![CDATA[\n{text.ReplaceLineEndings("\n")}\n]]></send>");

    private static string Body(string? sdp) => sdp is null ? "Content-Length: 0\n\n" : $"Content-Type: application/sdp\nContent-Length: [len]\n\n{sdp}";
}
