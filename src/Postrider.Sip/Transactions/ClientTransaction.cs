using System.Net;
using Postrider.Sip.Messages;

namespace Postrider.Sip.Transactions;

/// <summary>A request of ours that waits for its answer (RFC 3261, 17.1). Everything here happens under the gate.</summary>
internal abstract class ClientTransaction(TransactionTable table, SipRequest request, string branch, IPEndPoint to, IClientEar ear)
{
    private readonly byte[] _bytes = request.ToBytes();
    private TimeSpan _interval = SipTimers.First;
    private Alarm? _copying;
    private Alarm? _end;
    private int _copies;

    public SipRequest Request => request;

    public string Branch => branch;

    public IPEndPoint To => to;

    /// <summary>Whether anything at all came back.</summary>
    public bool HasHeard { get; protected set; }

    /// <summary>A final response came, or it was given up.</summary>
    public bool IsDone { get; protected set; }

    protected TransactionTable Table => table;

    protected IClientEar Ear => ear;

    public void Begin()
    {
        table.Add(this);
        EndIn(SipTimers.Silence);
        if (!Send())
        {
            // Later, though at once: who begins must have this transaction in hand before it hears of it.
            table.Alarms.Set(TimeSpan.Zero, () => Fail(TransactionFault.Undelivered));
            return;
        }

        if (!table.Wire.IsReliable)
        {
            _copying = table.Alarms.Set(_interval, Copy);
        }
    }

    public abstract void Hear(SipResponse response);

    /// <summary>The trunk's port is shut. That says it all where one copy left and nothing came; of several, one may have arrived.</summary>
    public void HearRefusal()
    {
        if (!HasHeard && _copies == 1)
        {
            Fail(TransactionFault.Undelivered);
        }
    }

    public void Fail(TransactionFault fault)
    {
        if (!IsDone)
        {
            Drop();
            ear.HearFault(fault, this);
        }
    }

    /// <summary>Forgets it without a word.</summary>
    public void Drop()
    {
        IsDone = true;
        StopTimers();
        table.Remove(this);
    }

    protected void StopTimers()
    {
        _copying?.Cancel();
        _end?.Cancel();
    }

    protected void EndIn(TimeSpan time)
    {
        if (!IsDone)
        {
            _end?.Cancel();
            _end = table.Alarms.Set(time, () => Fail(TransactionFault.Silent));
        }
    }

    /// <summary>The interval between copies stays the longest from now on (a provisional answer to anything but INVITE).</summary>
    protected void SlowDown() => _interval = SipTimers.Longest;

    /// <summary>Stays a while to meet copies of what was answered already, then is gone.</summary>
    protected void Linger(TimeSpan time)
    {
        StopTimers();
        if (time == TimeSpan.Zero)
        {
            table.Remove(this);
        }
        else
        {
            _end = table.Alarms.Set(time, () => table.Remove(this));
        }
    }

    private bool Send()
    {
        var isSent = table.Wire.Send(_bytes, to);
        _copies += isSent ? 1 : 0;
        return isSent;
    }

    private void Copy()
    {
        Send();
        _interval = request.Method == SipMethod.Invite ? _interval * 2 : SipTimers.Next(_interval);
        _copying = table.Alarms.Set(_interval, Copy);
    }
}
