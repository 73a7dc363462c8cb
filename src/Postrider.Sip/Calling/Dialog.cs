using System.Net;
using Postrider.Sip.Messages;
using Postrider.Sip.Transport;

namespace Postrider.Sip.Calling;

/// <summary>What two sides agreed to go on with (RFC 3261, 12): tags, numbers, the way there.</summary>
internal sealed class Dialog
{
    private readonly string _callId;
    private readonly string _from;
    private readonly string _to;
    private readonly string[] _routes;
    private string _target;
    private IPEndPoint _heardFrom;

    private Dialog(SipRequest invite, SipResponse answer, IPEndPoint heardFrom)
    {
        _callId = invite.CallId!;
        _from = invite.Headers[HeaderName.From]!;
        _to = answer.Headers[HeaderName.To] ?? invite.Headers[HeaderName.To]!;
        FarTag = answer.ToTag ?? "";
        _routes = [.. answer.Headers.Values(HeaderName.RecordRoute).Take(32).Reverse()];
        _target = answer.Contact?.Uri is { } uri && SipUri.Parse(uri) is not null ? uri : invite.Uri;
        _heardFrom = heardFrom;
        Sequence = invite.Sequence!.Value.Number;
    }

    public string FarTag { get; }

    /// <summary>The number of our latest request.</summary>
    public uint Sequence { get; private set; }

    public static Dialog Begin(SipRequest invite, SipResponse answer, IPEndPoint heardFrom) => new(invite, answer, heardFrom);

    public IPEndPoint Hop(ISipWire wire, Func<IPAddress, string?>? objection) => NextHop.Of(_routes.Length > 0 ? _routes[0] : $"<{_target}>", _heardFrom, wire, objection);

    /// <summary>A request of ours, the next in number; an ACK has the number of its INVITE.</summary>
    public SipRequest Make(string method, uint? number = null)
    {
        var isStrict = _routes.Length > 0 && SipUri.Parse(NameAddress.Parse(_routes[0])?.Uri) is { IsLoose: false };
        var request = new SipRequest(method, isStrict ? NameAddress.Parse(_routes[0])!.Uri : _target);
        request.Headers.Add(HeaderName.Via, "");
        request.Headers.Add("Max-Forwards", "70");
        foreach (var route in isStrict ? _routes.Skip(1).Append($"<{_target}>") : _routes)
        {
            request.Headers.Add(HeaderName.Route, route);
        }

        request.Headers.Add(HeaderName.From, _from);
        request.Headers.Add(HeaderName.To, _to);
        request.Headers.Add(HeaderName.CallId, _callId);
        request.Headers.Add(HeaderName.CSeq, new SequenceNumber(number ?? ++Sequence, method).ToString());
        return request;
    }

    /// <summary>The far side may move within the call, and say so with its Contact.</summary>
    public void Retarget(SipMessage message, IPEndPoint? from = null)
    {
        if (message.Contact?.Uri is { } uri && SipUri.Parse(uri) is not null)
        {
            _target = uri;
        }

        _heardFrom = from ?? _heardFrom;
    }
}
