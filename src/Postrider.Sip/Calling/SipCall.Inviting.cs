using Postrider.Sip.Messages;
using Postrider.Sip.Sdp;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>Until the answer: the INVITE, what comes back, the CANCEL.</summary>
public sealed partial class SipCall : IClientEar
{
    private InviteTransaction? _inviting;
    private bool _isCancelled;
    private bool _wasRaised;
    private int _rings;
    private CallSignal.Ringing? _lastRing;

    internal void Invite()
    {
        _core.Add(this);
        SendInvite();
    }

    void IClientEar.Hear(SipResponse response, ClientTransaction of)
    {
        if (response.IsOk)
        {
            HearAnswer(response, of);
        }
        else if (_isEnded || of != _inviting)
        {
            return;
        }
        else if (!response.IsFinal)
        {
            HearRinging(response);
        }
        else
        {
            HearRefusal(response);
        }
    }

    void IClientEar.HearFault(TransactionFault fault, ClientTransaction of)
    {
        if (of == _inviting && _dialog is null)
        {
            var trouble = _core.Silence(fault);
            End(new CallEnd(trouble.Kind, Reason: trouble.Message));
        }
    }

    private void SendInvite()
    {
        var invite = _inviteText.Next();
        _signIn.Apply(invite);
        _inviting = (InviteTransaction)_core.Table.Ask(invite, _core.Wire.Trunk, this);
    }

    private void Cancel()
    {
        // Before anything came back a CANCEL must not leave (RFC 3261, 9.1); it does when the first response comes.
        if (_inviting is { HasHeard: true, IsDone: false } && !_isCancelled)
        {
            _isCancelled = true;
            _core.Table.Ask(InviteEnds.Cancel(_inviting.Request, _hangUpReason), _inviting.To, Unheard.Ear);
            _inviting.GiveUpAfter(SipTimers.Silence);
        }
    }

    private void HearRinging(SipResponse response)
    {
        if (_isHangingUp)
        {
            Cancel();
            return;
        }

        if (response.Code == 100)
        {
            return;
        }

        NoteEarly(response);
        var hasEarlyMedia = false;
        if (SessionBody.Of(response) is { } body && _session.HearAnswer(body.Span).Plan is { } plan)
        {
            hasEarlyMedia = true;
            _earlyPlan = plan;
            _media.Use(plan);
        }

        var ring = new CallSignal.Ringing(response.Code, hasEarlyMedia);
        if (ring != _lastRing && ++_rings <= MostRinging)
        {
            _lastRing = ring;
            _signals.Writer.TryWrite(ring);
        }
    }

    private void HearRefusal(SipResponse response)
    {
        if (_isHangingUp)
        {
            End(response.Code is 487 or 401 or 407 or 422 ? new CallEnd(CallEndKind.Cancelled, response.Code == 487 ? 487 : null, FarWords.Of(response)) : Refused(response));
        }
        else if (response.Code is 401 or 407)
        {
            if (_signIn.Hear(response) is { } objection)
            {
                End(new CallEnd(CallEndKind.SignInRefused, response.Code, $"{FarWords.Of(response)}: {objection}"));
            }
            else
            {
                SendInvite();
            }
        }
        else if (response.Code == 422 && !_wasRaised && SessionTimer.LeastOf(response) is { } least && least > _inviteText.LeastSeconds)
        {
            _wasRaised = true;
            _inviteText.LeastSeconds = least;
            SendInvite();
        }
        else
        {
            End(Refused(response));
        }
    }

    private CallEnd Refused(SipResponse response) => response.Code switch
    {
        < 400 => new CallEnd(CallEndKind.Refused, response.Code, $"{FarWords.Of(response)}: it points to {response.Contact?.Uri ?? "elsewhere"}, and calls are not sent on."),
        403 when _signIn.HasAnswered => new CallEnd(CallEndKind.SignInRefused, response.Code, FarWords.Of(response)),
        _ => new CallEnd(CallEndKind.Refused, response.Code, FarWords.Of(response)),
    };
}
