using System.Net;
using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>One request with its sign-in: asked for again as often as the far side rightly wants, until something final is known.</summary>
internal sealed class Exchange(AgentCore core, SignIn signIn, Func<SipRequest> make, Func<IPEndPoint> hop, Action<ExchangeEnd> done) : IClientEar
{
    private ClientTransaction? _current;

    public void Begin()
    {
        var request = make();
        signIn.Apply(request);
        _current = core.Table.Ask(request, hop(), this);
    }

    /// <summary>Nothing is heard of it any more.</summary>
    public void Drop() => _current?.Drop();

    public void Hear(SipResponse response, ClientTransaction of)
    {
        if (!response.IsFinal)
        {
            return;
        }

        if (response.Code is 401 or 407)
        {
            if (signIn.Hear(response) is { } objection)
            {
                done(new ExchangeEnd(response, null, objection));
            }
            else
            {
                Begin();
            }
        }
        else
        {
            done(new ExchangeEnd(response));
        }
    }

    public void HearFault(TransactionFault fault, ClientTransaction of) => done(new ExchangeEnd(null, fault));
}

/// <summary>A final response, or why there is none.</summary>
/// <param name="SignInObjection">Why a 401 or 407 was not answered.</param>
internal sealed record ExchangeEnd(SipResponse? Response, TransactionFault? Fault = null, string? SignInObjection = null);
