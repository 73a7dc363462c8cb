using System.Globalization;
using System.Net;
using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;
using Postrider.Sip.Transport;

namespace Postrider.Sip.Calling;

/// <summary>What an agent's calls and registrations share: one gate, under which everything happens, one wire, one set of alarms.</summary>
internal sealed class AgentCore : IWireEar
{
    private static readonly TimeSpan _silentOnUdp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _silentOnStream = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, SipCall> _calls = [];
    private readonly Strangers _strangers;

    public AgentCore(SipTrunk trunk, ISipWire wire, TimeProvider time)
    {
        (Trunk, Wire, Reached) = (trunk, wire, wire.Local);
        Alarms = new Alarms(time, Gate, CountFault);
        Table = new TransactionTable(wire, Alarms);
        _strangers = new Strangers(time);
        lock (Gate)
        {
            KeepAlive();
        }
    }

    public Lock Gate { get; } = new();

    public SipTrunk Trunk { get; }

    public ISipWire Wire { get; }

    public Alarms Alarms { get; }

    public TransactionTable Table { get; }

    public bool IsClosed { get; private set; }

    /// <summary>Why the wire is gone.</summary>
    public string? EndReason { get; private set; }

    /// <summary>How many messages and alarms ran into a bug of ours; none should.</summary>
    public int Faults { get; private set; }

    public Exception? LastFault { get; private set; }

    /// <summary>Everything that is open: transactions and calls.</summary>
    public int Open => Table.Count + _calls.Count;

    /// <summary>Where we are reached: as the far side saw us, where it says so, else by our own address.</summary>
    public IPEndPoint Reached { get; private set; }

    private string? TransportMark => Wire.Kind switch
    {
        SipTransport.Tcp => ";transport=tcp",
        SipTransport.Tls => ";transport=tls",
        _ => null,
    };

    /// <summary>Host names and addresses as they stand in an address: IPv6 in brackets.</summary>
    public static string HostText(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;

    public string Contact(string user) => string.Create(CultureInfo.InvariantCulture, $"<sip:{SipUri.EscapeUser(user)}@{Reached}{TransportMark}>");

    public string AddressOf(string user) => $"sip:{SipUri.EscapeUser(user)}@{HostText(Trunk.RealDomain)}";

    public void Hear(SipMessage message, IPEndPoint from)
    {
        lock (Gate)
        {
            if (IsClosed)
            {
                return;
            }

            message.Source = from;
            try
            {
                if (message is SipResponse response)
                {
                    HearResponse(response);
                }
                else
                {
                    HearRequest((SipRequest)message, from);
                }
            }
            catch (Exception exception)
            {
                // A bug of ours, met by one message, must not end the other calls.
                CountFault(exception);
            }
        }
    }

    public void HearRefusal()
    {
        lock (Gate)
        {
            Table.HearRefusal();
        }
    }

    public void HearEnd(string reason)
    {
        lock (Gate)
        {
            if (IsClosed)
            {
                return;
            }

            EndReason = reason;
            Table.HearEnd();
            foreach (var call in _calls.Values.ToArray())
            {
                call.HearWireEnd(reason);
            }
        }
    }

    /// <summary>Waits for what an exchange comes to; who stops waiting takes it back.</summary>
    public async Task<ExchangeEnd> AwaitAsync(Task<ExchangeEnd> end, Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await end.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (Gate)
            {
                exchange.Drop();
            }

            throw;
        }
    }

    public SipException Silence(TransactionFault fault) => fault switch
    {
        TransactionFault.Undelivered => new SipException(CallEndKind.Unreachable, $"Nobody listens at {Trunk}, or there is no way there."),
        TransactionFault.Silent => new SipException(CallEndKind.Unanswered, $"{Trunk} did not answer in time."),
        _ => new SipException(CallEndKind.Unanswered, $"The stream to {Trunk} broke: {EndReason}"),
    };

    public void Add(SipCall call) => _calls[call.CallId] = call;

    public void Remove(SipCall call) => _calls.Remove(call.CallId);

    /// <summary>Ends what is open as far as that can be told at once; what is on its way still leaves.</summary>
    public void Close()
    {
        lock (Gate)
        {
            if (IsClosed)
            {
                return;
            }

            foreach (var call in _calls.Values.ToArray())
            {
                call.Abandon();
            }

            IsClosed = true;
            _calls.Clear();
            Table.Clear();
            Alarms.Dispose();
        }
    }

    private void HearResponse(SipResponse response)
    {
        if (Table.Find(response) is not { } transaction)
        {
            return;
        }

        if (!Wire.IsReliable && response.Source!.Equals(Wire.Trunk) && response.TopVia?.Seen is { } seen)
        {
            Reached = seen;
        }

        transaction.Hear(response);
    }

    private void HearRequest(SipRequest request, IPEndPoint from)
    {
        if (request.TopVia is not { } via || request.CallId is not { Length: > 0 } callId || request.Sequence is not { } sequence || sequence.Method != request.Method)
        {
            return;
        }

        if (via.Branch is { } branch && Table.HearAgain(request, branch))
        {
            return;
        }

        if (request.ToTag is not null && request.Method != SipMethod.Cancel && _calls.TryGetValue(callId, out var call) && call.Hear(request, from))
        {
            return;
        }

        if (_strangers.Answer(request, from, Table) is { } response)
        {
            Wire.Send(response.ToBytes(), ReturnPath.Of(request, from, Wire.IsReliable));
        }
    }

    private void KeepAlive() => Alarms.Set(
        Wire.IsReliable ? _silentOnStream : _silentOnUdp,
        () =>
        {
            Wire.KeepAlive();
            KeepAlive();
        });

    private void CountFault(Exception exception)
    {
        Faults++;
        LastFault = exception;
    }
}
