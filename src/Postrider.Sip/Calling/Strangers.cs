using System.Net;
using System.Security.Cryptography;
using System.Text;
using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>Requests that belong to no call of ours: answered politely, a few in a second, and without remembering them.</summary>
internal sealed class Strangers(TimeProvider time)
{
    /// <summary>Answers a second; who floods gets none beyond, and nobody can be flooded with them.</summary>
    private const int Most = 200;

    private readonly string _salt = TransactionTable.NewId();
    private long _second;
    private int _answered;

    /// <summary>Null: nothing is answered.</summary>
    public SipResponse? Answer(SipRequest request, IPEndPoint from, TransactionTable table)
    {
        if (request.Method == SipMethod.Ack || !MayAnswer())
        {
            return null;
        }

        // The same for each copy of a request, since none is remembered.
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_salt}{request.CallId}{request.TopVia?.Branch}")).AsSpan(0, 8));
        return request.Method switch
        {
            SipMethod.Cancel => request.TopVia?.Branch is { } branch && table.HasServed(branch, SipMethod.Invite) ? Reply.To(request, from, 200, "OK", tag) : NoSuchCall(request, from, tag),
            _ when request.ToTag is not null => NoSuchCall(request, from, tag),
            SipMethod.Options => Reply.ToOptions(request, from, tag),
            SipMethod.Invite => Reply.To(request, from, 480, "Temporarily Unavailable", tag),
            SipMethod.Notify => Reply.To(request, from, 489, "Bad Event", tag),
            SipMethod.Bye or SipMethod.Update or SipMethod.Info => NoSuchCall(request, from, tag),
            _ => Reply.ToUnknown(request, from, tag),
        };
    }

    private static SipResponse NoSuchCall(SipRequest request, IPEndPoint from, string tag) => Reply.To(request, from, 481, "Call/Transaction Does Not Exist", tag);

    private bool MayAnswer()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second)
        {
            (_second, _answered) = (second, 0);
        }

        return ++_answered <= Most;
    }
}
