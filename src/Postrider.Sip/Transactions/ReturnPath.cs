using System.Net;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>Where a response goes (RFC 3261, 18.2.2 and RFC 3581).</summary>
internal static class ReturnPath
{
    public static IPEndPoint Of(SipRequest request, IPEndPoint from, bool isReliable)
    {
        var via = request.TopVia;
        return isReliable || via is null || via.Parameters["rport"] is not null ? from : new IPEndPoint(from.Address, via.Port == 0 ? 5060 : via.Port);
    }
}
