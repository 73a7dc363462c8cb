using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>Writes requests outside calls, each the next in number (REGISTER, OPTIONS).</summary>
internal sealed class LoneRequest(AgentCore core, string user)
{
    private readonly string _callId = TransactionTable.NewId();
    private readonly string _tag = TransactionTable.NewId();
    private uint _sequence;

    public SipRequest Next(string method)
    {
        var domain = $"sip:{AgentCore.HostText(core.Trunk.RealDomain)}";
        var own = $"<{core.AddressOf(user)}>";
        var request = new SipRequest(method, domain);
        request.Headers.Add(HeaderName.Via, "");
        request.Headers.Add("Max-Forwards", "70");
        request.Headers.Add(HeaderName.From, $"{own};tag={_tag}");
        request.Headers.Add(HeaderName.To, method == SipMethod.Register ? own : $"<{domain}>");
        request.Headers.Add(HeaderName.CallId, _callId);
        request.Headers.Add(HeaderName.CSeq, new SequenceNumber(++_sequence, method).ToString());
        request.Headers.Add(HeaderName.Contact, core.Contact(user));
        request.Headers.Add(HeaderName.Allow, SipMethod.Allowed);
        request.Headers.Add("User-Agent", Reply.Agent);
        return request;
    }
}
