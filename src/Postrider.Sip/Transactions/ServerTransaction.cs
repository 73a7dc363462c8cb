using System.Net;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>
/// A request of the far side's that we answered (RFC 3261, 17.2): we always answer at once. A refused INVITE is refused again until its ACK comes (timers G, H, I),
/// an accepted one is accepted again until its ACK comes (13.3.1.4, over every wire); of others the answer is kept for copies (timer J).
/// </summary>
internal sealed class ServerTransaction(TransactionTable table, (string Branch, string Method) key, SipResponse response, IPEndPoint to, Action? silent)
{
    private readonly byte[] _bytes = response.ToBytes();
    private TimeSpan _interval = SipTimers.First;
    private Alarm? _copying;
    private Alarm? _end;
    private bool _isAcknowledged;

    public (string Branch, string Method) Key => key;

    /// <summary>Refused: its ACK belongs here. Otherwise the ACK belongs to the call.</summary>
    public bool IsRefusal => !response.IsOk;

    private bool IsInvite => key.Method == SipMethod.Invite;

    public void Begin()
    {
        table.Wire.Send(_bytes, to);
        if (IsInvite)
        {
            if (response.IsOk || !table.Wire.IsReliable)
            {
                _copying = table.Alarms.Set(_interval, Copy);
            }

            _end = table.Alarms.Set(SipTimers.Silence, GiveUp);
        }
        else
        {
            Linger(SipTimers.Silence);
        }
    }

    public void HearAgain(SipRequest request)
    {
        if (request.Method == SipMethod.Ack)
        {
            if (IsRefusal)
            {
                Acknowledge();
            }
        }
        else if (!_isAcknowledged)
        {
            table.Wire.Send(_bytes, to);
        }
    }

    /// <summary>The ACK came: no more copies.</summary>
    public void Acknowledge()
    {
        if (!_isAcknowledged)
        {
            _isAcknowledged = true;
            _copying?.Cancel();
            _end?.Cancel();

            // Copies of an accepted INVITE may come for as long as the far side sends them.
            Linger(response.IsOk ? SipTimers.Silence : SipTimers.Alive);
        }
    }

    /// <summary>No more copies, and nobody is told.</summary>
    public void Stop()
    {
        _copying?.Cancel();
        _end?.Cancel();
        Linger(SipTimers.Alive);
    }

    private void Linger(TimeSpan time)
    {
        if (table.Wire.IsReliable)
        {
            table.Remove(this);
        }
        else
        {
            _end = table.Alarms.Set(time, () => table.Remove(this));
        }
    }

    private void Copy()
    {
        table.Wire.Send(_bytes, to);
        _interval = SipTimers.Next(_interval);
        _copying = table.Alarms.Set(_interval, Copy);
    }

    private void GiveUp()
    {
        _copying?.Cancel();
        table.Remove(this);
        silent?.Invoke();
    }
}
