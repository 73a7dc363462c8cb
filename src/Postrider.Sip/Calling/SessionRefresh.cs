using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Postrider.Sip.Messages;
using Postrider.Sip.Sdp;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>Keeps a call's session alive, or notices that the far side does not (RFC 4028). Everything here happens under the gate.</summary>
/// <param name="answered">Told what an answer to our offer says.</param>
/// <param name="lost">Told once that the call cannot go on.</param>
internal sealed class SessionRefresh(AgentCore core, SignIn signIn, Dialog dialog, SessionSide session, Func<string> contact, Action<ReadOnlyMemory<byte>?> answered, Action<string> lost) : IClientEar
{
    private SessionTimer? _timer;
    private Alarm? _refresh;
    private Alarm? _expiry;
    private ClientTransaction? _asking;
    private (byte[] Bytes, IPEndPoint Hop)? _ack;
    private bool _isStopped;
    private bool _wasRaised;

    /// <summary>Whether the far side takes UPDATE; else the INVITE is said again.</summary>
    public bool MayUpdate { get; set; }

    /// <summary>Our own offer is not answered yet: one of the far side's has to wait (RFC 3261, 14.2).</summary>
    public bool IsOffering => _asking is { IsDone: false, Request.Method: SipMethod.Invite };

    public void Adopt(SessionTimer? timer)
    {
        _refresh?.Cancel();
        _expiry?.Cancel();
        if (_isStopped || timer is null)
        {
            _timer = null;
            return;
        }

        _timer = timer;
        _expiry = core.Alarms.Set(timer.Expiry, () => lost("The session timer ran out."));
        if (timer.IsOurs ?? true)
        {
            _refresh = core.Alarms.Set(timer.Refresh, Ask);
        }
    }

    /// <summary>The far side showed that it is there.</summary>
    public void Restart() => Adopt(_timer);

    public void Stop()
    {
        _isStopped = true;
        _refresh?.Cancel();
        _expiry?.Cancel();
        if (_asking is { IsDone: false })
        {
            _asking.Drop();
        }
    }

    void IClientEar.Hear(SipResponse response, ClientTransaction of)
    {
        if (response.IsOk && of.Request.Method == SipMethod.Invite)
        {
            Acknowledge(of);
        }

        if (_isStopped || of != _asking || !response.IsFinal)
        {
            return;
        }

        if (response.IsOk)
        {
            _asking = null;
            _wasRaised = false;
            dialog.Retarget(response, response.Source);
            Adopt(SessionTimer.Of(response, "uac") is { } timer ? timer with { IsOurs = timer.IsOurs ?? true } : null);
            answered(SessionBody.Of(response));
            return;
        }

        _asking = null;
        switch (response.Code)
        {
            case 401 or 407 when signIn.Hear(response) is null:
                Ask();
                break;
            case 422 when !_wasRaised && SessionTimer.LeastOf(response) is { } least && _timer is not null && least > _timer.Seconds:
                _wasRaised = true;
                _timer = _timer with { Seconds = least };
                Ask();
                break;
            case 491:
                _refresh = core.Alarms.Set(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(210, 400) * 10), Ask);
                break;
            case 408 or 481:
                lost($"The far side knows no such call: {FarWords.Of(response)}");
                break;
        }
    }

    void IClientEar.HearFault(TransactionFault fault, ClientTransaction of)
    {
        if (of == _asking)
        {
            _asking = null;
            lost("The far side does not answer any more.");
        }
    }

    private void Ask()
    {
        if (_isStopped || _timer is null || _asking is not null)
        {
            return;
        }

        var request = dialog.Make(MayUpdate ? SipMethod.Update : SipMethod.Invite);
        request.Headers.Add(HeaderName.Contact, contact());
        request.Headers.Add(HeaderName.Allow, SipMethod.Allowed);
        request.Headers.Add(HeaderName.Supported, "timer");
        request.Headers.Add(HeaderName.SessionExpires, string.Create(CultureInfo.InvariantCulture, $"{_timer.Seconds};refresher=uac"));
        request.Headers.Add(HeaderName.MinSessionExpires, Math.Min(_timer.Seconds, InviteText.LeastSessionSeconds).ToString(CultureInfo.InvariantCulture));
        if (!MayUpdate)
        {
            request.Headers.Add(HeaderName.ContentType, "application/sdp");
            request.Body = session.Offer();
        }

        _ack = null;
        signIn.Apply(request);
        _asking = core.Table.Ask(request, dialog.Hop(core.Wire, core.Trunk.Objection), this);
    }

    private void Acknowledge(ClientTransaction of)
    {
        if (_ack is null)
        {
            var ack = Acknowledgement.OfAnswer(dialog, of.Request);
            core.Table.Sign(ack);
            _ack = (ack.ToBytes(), dialog.Hop(core.Wire, core.Trunk.Objection));
        }

        core.Wire.Send(_ack.Value.Bytes, _ack.Value.Hop);
    }
}
