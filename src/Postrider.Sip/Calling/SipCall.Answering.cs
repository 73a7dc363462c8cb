using System.Net;
using Postrider.Sip.Media;
using Postrider.Sip.Messages;
using Postrider.Sip.Sdp;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>The answer, its ACK, and the answers of others whom a proxy called at the same time.</summary>
public sealed partial class SipCall
{
    private const int MostForks = 16;
    private readonly Dictionary<string, (byte[] Bytes, IPEndPoint Hop)> _acks = [];
    private readonly HashSet<string> _earlyTags = [];
    private Dialog? _dialog;
    private SessionRefresh? _refresh;
    private MediaPlan? _earlyPlan;

    private void NoteEarly(SipResponse response)
    {
        if (response.ToTag is { } tag && _earlyTags.Count < MostForks)
        {
            _earlyTags.Add(tag);
        }
    }

    private void HearAnswer(SipResponse response, ClientTransaction of)
    {
        var tag = response.ToTag ?? "";
        if (_acks.TryGetValue(tag, out var ack))
        {
            // Our ACK was lost.
            _core.Wire.Send(ack.Bytes, ack.Hop);
        }
        else if (_dialog is null && !_isEnded)
        {
            _dialog = Dialog.Begin(of.Request, response, response.Source!);
            Acknowledge(_dialog, of.Request);
            Begin(_dialog, response);
        }
        else if (_acks.Count < MostForks)
        {
            // Another phone was picked up too; only one can have the call.
            var other = Dialog.Begin(of.Request, response, response.Source!);
            Acknowledge(other, of.Request);
            SayBye(other, reason: "Answered elsewhere");
        }
    }

    private void Begin(Dialog dialog, SipResponse response)
    {
        if (_isHangingUp)
        {
            SayBye(dialog, () => End(new CallEnd(CallEndKind.LocalHungUp)));
            return;
        }

        // An answer that came early and is not said again still holds.
        var agreement = SessionBody.Of(response) is { } body ? _session.HearAnswer(body.Span)
            : _earlyPlan is not null ? new Agreement(_earlyPlan)
            : new Agreement(null, "it says nothing about sound");
        if (agreement.Plan is not { } plan)
        {
            Lose($"The answer is not usable: {agreement.Objection}.", response.Code);
            return;
        }

        _media.Use(plan);
        _signals.Writer.TryWrite(new CallSignal.Answered());
        _refresh = new SessionRefresh(_core, _signIn, dialog, _session, _inviteText.Contact, HearAgreement, reason => Lose(reason))
        {
            MayUpdate = response.Headers.Has(HeaderName.Allow, SipMethod.Update),
        };
        if (SessionTimer.Of(response, "uac") is { } timer)
        {
            _refresh.Adopt(timer with { IsOurs = timer.IsOurs ?? true });
        }
    }

    private void HearAgreement(ReadOnlyMemory<byte>? answer)
    {
        if (answer is not { } body)
        {
            return;
        }

        var agreement = _session.HearAnswer(body.Span);
        if (agreement.Plan is { } plan)
        {
            _media.Use(plan);
        }
        else
        {
            Lose($"The answer is not usable: {agreement.Objection}.");
        }
    }

    private void Acknowledge(Dialog dialog, SipRequest invite)
    {
        var ack = Acknowledgement.OfAnswer(dialog, invite);
        _core.Table.Sign(ack);
        var sent = (ack.ToBytes(), dialog.Hop(_core.Wire, _core.Trunk.Objection));
        _acks[dialog.FarTag] = sent;
        _core.Wire.Send(sent.Item1, sent.Item2);
    }
}
