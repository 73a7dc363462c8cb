using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Postrider.Sip.Messages;
using Postrider.Sip.Sdp;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>What the far side asks within the call.</summary>
public sealed partial class SipCall
{
    private uint? _farSequence;
    private ServerTransaction? _unacknowledged;
    private uint _unacknowledgedNumber;
    private bool _hasOfferedInAnswer;

    /// <summary>False: it is not of this call.</summary>
    internal bool Hear(SipRequest request, IPEndPoint from)
    {
        var isConfirmed = _dialog is not null && request.FromTag is { } tag && tag == _dialog.FarTag;
        if (request.ToTag != _tag || !(isConfirmed || (_dialog is null && _earlyTags.Contains(request.FromTag ?? ""))))
        {
            return false;
        }

        var number = request.Sequence!.Value.Number;
        if (request.Method == SipMethod.Ack)
        {
            HearAck(request, number);
            return true;
        }

        if (_farSequence > number)
        {
            Answer(request, from, Reply.To(request, from, 500, "Out of Order"));
            return true;
        }

        _farSequence = number;
        if (Unsupported(request, from) is { } refusal)
        {
            Answer(request, from, refusal);
            return true;
        }

        switch (request.Method)
        {
            case SipMethod.Bye:
                Answer(request, from, Reply.To(request, from, 200, "OK"));
                HearBye(request, isConfirmed);
                break;
            case SipMethod.Invite or SipMethod.Update:
                HearOffer(request, from);
                break;
            case SipMethod.Options:
                Answer(request, from, Reply.ToOptions(request, from));
                break;
            case SipMethod.Info:
                Answer(request, from, Reply.To(request, from, 200, "OK"));
                break;
            case SipMethod.Notify:
                Answer(request, from, Reply.To(request, from, 489, "Bad Event"));
                break;
            default:
                Answer(request, from, Reply.ToUnknown(request, from));
                break;
        }

        return true;
    }

    private static SipResponse? Unsupported(SipRequest request, IPEndPoint from)
    {
        var unknown = request.Headers.Values(HeaderName.Require).Where(option => !option.Equals("timer", StringComparison.OrdinalIgnoreCase)).Take(8).ToArray();
        if (unknown.Length == 0)
        {
            return null;
        }

        var refusal = Reply.To(request, from, 420, "Bad Extension");
        refusal.Headers.Add("Unsupported", string.Join(", ", unknown));
        return refusal;
    }

    private void HearBye(SipRequest bye, bool isConfirmed)
    {
        // While it only rings, the INVITE's own final response says how it ends.
        if (isConfirmed)
        {
            End(_isHangingUp ? new CallEnd(CallEndKind.LocalHungUp) : new CallEnd(CallEndKind.RemoteHungUp, Reason: FarWords.Of(bye)));
        }
    }

    private void HearOffer(SipRequest request, IPEndPoint from)
    {
        if (_dialog is null || _refresh is null)
        {
            // Our first offer is not answered for good yet; without one of its own an UPDATE does no harm.
            Answer(request, from, SessionBody.Of(request) is not null ? Reply.To(request, from, 491, "Request Pending") : request.Method == SipMethod.Update ? Reply.To(request, from, 200, "OK") : Later(request, from));
            return;
        }

        if (_refresh.IsOffering)
        {
            Answer(request, from, Reply.To(request, from, 491, "Request Pending"));
            return;
        }

        if (_unacknowledged is not null && (request.Method == SipMethod.Invite || _hasOfferedInAnswer))
        {
            Answer(request, from, Later(request, from));
            return;
        }

        var timer = SessionTimer.Of(request, "uas");
        var hasTimer = request.Headers.Has(HeaderName.Supported, "timer") || request.Headers.Has(HeaderName.Require, "timer");
        if (timer is { Seconds: < InviteText.LeastSessionSeconds } && hasTimer)
        {
            var small = Reply.To(request, from, 422, "Session Interval Too Small");
            small.Headers.Add(HeaderName.MinSessionExpires, InviteText.LeastSessionSeconds.ToString(CultureInfo.InvariantCulture));
            Answer(request, from, small);
            return;
        }

        var response = Reply.To(request, from, 200, "OK");
        response.Headers.Add(HeaderName.Contact, _inviteText.Contact());
        response.Headers.Add(HeaderName.Allow, SipMethod.Allowed);
        response.Headers.Add(HeaderName.Supported, "timer");
        if (!Agree(request, response, out var objection))
        {
            var refusal = Reply.To(request, from, 488, "Not Acceptable Here");
            refusal.Headers.Add(HeaderName.Warning, $"399 postrider {MessageWriter.Quote($"The offer is not usable: {objection}")}");
            Answer(request, from, refusal);
            return;
        }

        _dialog.Retarget(request, from);
        if (timer is not null)
        {
            // A far side that knows no timers cannot refresh.
            var adopted = timer with { IsOurs = timer.IsOurs ?? !hasTimer };
            response.Headers.Add(HeaderName.SessionExpires, string.Create(CultureInfo.InvariantCulture, $"{adopted.Seconds};refresher={(adopted.IsOurs == true ? "uas" : "uac")}"));
            if (hasTimer)
            {
                response.Headers.Add(HeaderName.Require, "timer");
            }

            _refresh.Adopt(adopted);
        }
        else
        {
            _refresh.Restart();
        }

        if (request.Method == SipMethod.Update)
        {
            Answer(request, from, response);
            return;
        }

        _unacknowledged = Answer(request, from, response, () => Lose("The far side never acknowledged what it asked for."));
        _unacknowledgedNumber = request.Sequence!.Value.Number;
    }

    /// <summary>Puts our answer, or our offer where the far side makes none, into the response.</summary>
    private bool Agree(SipRequest request, SipResponse response, out string? objection)
    {
        objection = null;
        byte[]? description = null;
        if (SessionBody.Of(request) is { } body)
        {
            var (answer, agreement) = _session.HearOffer(body.Span);
            if (answer is null || agreement.Plan is not { } plan)
            {
                objection = agreement.Objection;
                return false;
            }

            _media.Use(plan);
            description = answer;
        }
        else if (request.Method == SipMethod.Invite)
        {
            description = _session.Offer();
            _hasOfferedInAnswer = true;
        }

        if (description is not null)
        {
            response.Headers.Add(HeaderName.ContentType, "application/sdp");
            response.Body = description;
        }

        return true;
    }

    private void HearAck(SipRequest ack, uint number)
    {
        if (_unacknowledged is null || number != _unacknowledgedNumber)
        {
            return;
        }

        _unacknowledged.Acknowledge();
        _unacknowledged = null;
        if (_hasOfferedInAnswer)
        {
            _hasOfferedInAnswer = false;
            HearAgreement(SessionBody.Of(ack));
        }
    }

    private static SipResponse Later(SipRequest request, IPEndPoint from)
    {
        var response = Reply.To(request, from, 500, "Another Request Is Pending");
        response.Headers.Add(HeaderName.RetryAfter, RandomNumberGenerator.GetInt32(0, 11).ToString(CultureInfo.InvariantCulture));
        return response;
    }

    private ServerTransaction? Answer(SipRequest request, IPEndPoint from, SipResponse response, Action? silent = null) => _core.Table.Serve(request, from, response, silent);

    private void StopWithin()
    {
        _refresh?.Stop();
        _unacknowledged?.Stop();
        _unacknowledged = null;
    }
}
