using System.Threading.Channels;
using Postrider.Sip.Media;
using Postrider.Sip.Sdp;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>One call that we place: its signalling from the INVITE to the end.</summary>
public sealed partial class SipCall : IAsyncDisposable
{
    /// <summary>Of ringing; the answer and the end always fit.</summary>
    private const int MostRinging = 30;

    private readonly AgentCore _core;
    private readonly ICallMedia _media;
    private readonly SignIn _signIn;
    private readonly SessionSide _session;
    private readonly InviteText _inviteText;
    private readonly string _tag = TransactionTable.NewId();
    private readonly Channel<CallSignal> _signals = Channel.CreateBounded<CallSignal>(MostRinging + 2);
    private readonly TaskCompletionSource<CallEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isHangingUp;
    private string? _hangUpReason;
    private bool _isEnded;

    internal SipCall(AgentCore core, SipCallRequest request, ICallMedia media)
    {
        (_core, _media) = (core, media);
        CallId = $"{TransactionTable.NewId()}{TransactionTable.NewId()}";
        _signIn = new SignIn(core.Trunk);
        _session = new SessionSide(media, core.Trunk.Objection);
        _inviteText = new InviteText(core, request, CallId, _tag, _session.Offer());
    }

    public string CallId { get; }

    /// <summary>Completed after <see cref="CallSignal.Ended"/>. Of a far side that rings in endless ways the later ones are left out.</summary>
    public ChannelReader<CallSignal> Signals => _signals.Reader;

    public Task<CallEnd> Ended => _ended.Task;

    /// <summary>
    /// CANCEL before the answer, BYE after it. Ends within the protocol's timers, whatever the far side does. An answer that crosses the CANCEL is
    /// acknowledged and followed by BYE, and the call ends as <see cref="CallEndKind.LocalHungUp"/>.
    /// </summary>
    public Task<CallEnd> HangUpAsync(string? reason, CancellationToken cancellationToken)
    {
        HangUp(reason);
        return _ended.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Hangs up what is still open, without waiting for the far side.</summary>
    public ValueTask DisposeAsync()
    {
        HangUp(null);
        return ValueTask.CompletedTask;
    }

    internal void HearWireEnd(string reason) =>
        End(_dialog is null ? new CallEnd(CallEndKind.Unanswered, Reason: $"The stream to the trunk broke: {reason}") : new CallEnd(CallEndKind.Lost, Reason: $"The stream to the trunk broke: {reason}"));

    /// <summary>The agent goes: what can be said is said, and no answer is waited for.</summary>
    internal void Abandon()
    {
        HangUp(null);
        End(_dialog is null ? new CallEnd(CallEndKind.Unanswered, Reason: "The agent was closed while it rang.") : new CallEnd(CallEndKind.LocalHungUp));
    }

    private void HangUp(string? reason)
    {
        lock (_core.Gate)
        {
            if (_isEnded || _isHangingUp || _core.IsClosed)
            {
                return;
            }

            _isHangingUp = true;
            _hangUpReason = reason;
            if (_dialog is not null)
            {
                SayBye(_dialog, () => End(new CallEnd(CallEndKind.LocalHungUp)));
            }
            else
            {
                Cancel();
            }
        }
    }

    /// <summary>Says BYE, with the sign-in where it is wanted; told when that is over, however.</summary>
    private void SayBye(Dialog dialog, Action? over = null, string? reason = null)
    {
        reason ??= _hangUpReason;
        new Exchange(
            _core,
            _signIn,
            () =>
            {
                var bye = dialog.Make(Messages.SipMethod.Bye);
                if (reason is not null)
                {
                    bye.Headers.Add(Messages.HeaderName.Reason, $"SIP;cause=200;text={Messages.MessageWriter.Quote(reason)}");
                }

                return bye;
            },
            () => dialog.Hop(_core.Wire, _core.Trunk.Objection),
            _ => over?.Invoke()).Begin();
    }

    /// <summary>An answered call that cannot go on: BYE, and the end without waiting for what comes of it.</summary>
    private void Lose(string reason, int? code = null)
    {
        if (!_isEnded && _dialog is not null)
        {
            if (!_isHangingUp)
            {
                SayBye(_dialog, reason: reason);
            }

            End(new CallEnd(CallEndKind.Lost, code, reason));
        }
    }

    private void End(CallEnd end)
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        StopWithin();
        _core.Remove(this);
        _signals.Writer.TryWrite(new CallSignal.Ended(end));
        _signals.Writer.TryComplete();
        _ended.TrySetResult(end);
    }
}
