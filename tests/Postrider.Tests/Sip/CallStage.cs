using System.Globalization;
using System.Net;
using System.Text;
using Postrider.Sip.Calling;
using Postrider.Sip.Messages;
using Postrider.Testing;
using Xunit;

namespace Postrider.Tests.Sip;

/// <summary>An agent on a scripted wire and a clock turned by hand, and a far side that says what a test wants.</summary>
internal sealed class CallStage : IAsyncDisposable
{
    public const string Answer = "v=0\r\no=far 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";
    private uint _farSequence = 100;

    public CallStage(SipTransport transport = SipTransport.Udp, string? username = "alice", string? password = "secret", Func<IPAddress, string?>? objection = null)
    {
        Wire = new ScriptedWire(transport);
        Agent = new SipAgent(new SipTrunk { Host = "trunk.example", Transport = transport, Username = username, Password = password, Objection = objection }, Wire, Clock);
    }

    public ManualClock Clock { get; } = new();

    public ScriptedWire Wire { get; }

    public SipAgent Agent { get; }

    public ScriptedMedia Media { get; init; } = new();

    public SipCall Call { get; private set; } = null!;

    /// <summary>The INVITE that the call began with, or went on with.</summary>
    public SipRequest Invite { get; private set; } = null!;

    /// <summary>What the call came to, once it has ended.</summary>
    public CallEnd? End => Call.Ended.IsCompleted ? Call.Ended.Result : null;

    public SipRequest Dial(SipCallRequest? request = null)
    {
        Call = Agent.Call(request ?? new SipCallRequest { To = "+4930123456" }, Media);
        return Invite = Wire.TakeRequest("INVITE");
    }

    /// <summary>A call that was answered and acknowledged; its ACK.</summary>
    public SipRequest DialAnswered(string headers = "Allow: INVITE, ACK, BYE\r\n", string? body = null)
    {
        Dial();
        Respond(Invite, 200, "OK", $"Contact: <sip:far@192.0.2.1:5060>\r\n{headers}", body ?? Answer);
        return Wire.TakeRequest("ACK");
    }

    /// <summary>The call goes on with another INVITE.</summary>
    public void Follow(SipRequest invite) => Invite = invite;

    /// <summary>Says a response to a request of ours.</summary>
    public void Respond(SipRequest to, int code, string reason, string headers = "", string body = "", string? tag = "far", IPEndPoint? from = null)
    {
        var mark = to.ToTag is null && tag is not null && code > 100 ? $";tag={tag}" : "";
        var type = body.Length > 0 ? "Content-Type: application/sdp\r\n" : "";
        Wire.Hear(
            $"SIP/2.0 {code} {reason}\r\nVia: {to.Headers["Via"]};received=192.0.2.10\r\nFrom: {to.Headers["From"]}\r\nTo: {to.Headers["To"]}{mark}\r\nCall-ID: {to.CallId}\r\nCSeq: {to.Headers["CSeq"]}\r\n{headers}{type}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}",
            from);
    }

    /// <summary>Says a request within the call, the next in number.</summary>
    public string Ask(string method, string headers = "", string body = "", uint? number = null, string tag = "far", string? branch = null, IPEndPoint? from = null)
    {
        var sequence = number ?? (method == "ACK" ? _farSequence : ++_farSequence);
        var type = body.Length > 0 ? "Content-Type: application/sdp\r\n" : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{method} sip:alice@192.0.2.10:40404 SIP/2.0\r\nVia: SIP/2.0/{Wire.Kind.ToString().ToUpperInvariant()} 192.0.2.1:5060;branch={branch ?? $"z9hG4bKfar{method}{sequence}"};rport\r\nMax-Forwards: 70\r\nFrom: <sip:far@192.0.2.1>;tag={tag}\r\nTo: {Invite.Headers["From"]}\r\nCall-ID: {Invite.CallId}\r\nCSeq: {sequence} {method}\r\n{headers}{type}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        Wire.Hear(text, from);
        return text;
    }

    /// <summary>What was signalled since the last look.</summary>
    public List<CallSignal> Signals()
    {
        var signals = new List<CallSignal>();
        while (Call.Signals.TryRead(out var signal))
        {
            signals.Add(signal);
        }

        return signals;
    }

    /// <summary>Turns the clock, and says at which moments something was sent, in milliseconds.</summary>
    public List<int> SendingTimes(TimeSpan within)
    {
        var times = new List<int>();
        for (var passed = 0; passed < within.TotalMilliseconds; passed += 100)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            times.AddRange(Wire.Take().Select(_ => passed + 100));
        }

        return times;
    }

    public void Wait(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>After the longest of the protocol's times nothing is left but the agent's own keep-alive.</summary>
    public void AssertNothingIsLeft()
    {
        Wait(70);
        Assert.Equal(0, Agent.Core.Open);
        Assert.Equal(1, Agent.Core.Alarms.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        Assert.Null(Agent.Core.LastFault);
        Assert.Equal(0, Agent.Core.Open);
        Assert.Equal(0, Clock.ArmedTimers);
    }
}
