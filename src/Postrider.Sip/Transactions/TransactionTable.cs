using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Postrider.Sip.Messages;
using Postrider.Sip.Transport;

namespace Postrider.Sip.Transactions;

/// <summary>The transactions of one wire, found by branch and method. Everything here happens under the gate.</summary>
internal sealed class TransactionTable(ISipWire wire, Alarms alarms)
{
    /// <summary>Of the far side's requests within calls; beyond it they are answered without being remembered.</summary>
    private const int MostServed = 50_000;

    private readonly Dictionary<(string Branch, string Method), ClientTransaction> _asked = [];
    private readonly Dictionary<(string Branch, string Method), ServerTransaction> _served = [];

    public ISipWire Wire => wire;

    public Alarms Alarms => alarms;

    public int Count => _asked.Count + _served.Count;

    public static string NewId() => RandomNumberGenerator.GetHexString(20, lowercase: true);

    /// <summary>Sends a request with a Via of its own.</summary>
    public ClientTransaction Ask(SipRequest request, IPEndPoint to, IClientEar ear)
    {
        // A CANCEL and an ACK bring the Via of their INVITE with them.
        var branch = request.TopVia?.Branch;
        if (branch is null)
        {
            branch = Sign(request);
        }

        ClientTransaction transaction = request.Method == SipMethod.Invite
            ? new InviteTransaction(this, request, branch, to, ear)
            : new PlainTransaction(this, request, branch, to, ear);
        transaction.Begin();
        return transaction;
    }

    /// <summary>Puts our Via on top; its branch.</summary>
    public string Sign(SipRequest request)
    {
        var branch = $"z9hG4bK{NewId()}";
        request.Headers.Set(HeaderName.Via, string.Create(CultureInfo.InvariantCulture, $"SIP/2.0/{wire.Kind.ToString().ToUpperInvariant()} {wire.Local};branch={branch};rport"));
        return branch;
    }

    /// <summary>The request of ours that a response belongs to.</summary>
    public ClientTransaction? Find(SipResponse response) =>
        response.TopVia?.Branch is { } branch && response.Sequence is { } sequence ? _asked.GetValueOrDefault((branch, sequence.Method)) : null;

    /// <summary>A copy of a request that was answered already is answered again; true: nothing more is to be done.</summary>
    public bool HearAgain(SipRequest request, string branch)
    {
        var method = request.Method == SipMethod.Ack ? SipMethod.Invite : request.Method;
        if (!_served.TryGetValue((branch, method), out var transaction))
        {
            return false;
        }

        transaction.HearAgain(request);
        return request.Method != SipMethod.Ack || transaction.IsRefusal;
    }

    public bool HasServed(string branch, string method) => _served.ContainsKey((branch, method));

    /// <summary>Answers a request within a call, and remembers the answer for its copies; null: it could not be remembered.</summary>
    public ServerTransaction? Serve(SipRequest request, IPEndPoint from, SipResponse response, Action? silent = null)
    {
        var to = ReturnPath.Of(request, from, wire.IsReliable);
        if (request.TopVia?.Branch is not { } branch || _served.Count >= MostServed)
        {
            wire.Send(response.ToBytes(), to);
            return null;
        }

        var transaction = new ServerTransaction(this, (branch, request.Method), response, to, silent);
        _served[(branch, request.Method)] = transaction;
        transaction.Begin();
        return transaction;
    }

    public void HearRefusal()
    {
        foreach (var transaction in _asked.Values.Where(transaction => transaction.To.Equals(wire.Trunk)).ToArray())
        {
            transaction.HearRefusal();
        }
    }

    public void HearEnd()
    {
        foreach (var transaction in _asked.Values.ToArray())
        {
            transaction.Fail(TransactionFault.WireLost);
        }
    }

    public void Clear()
    {
        _asked.Clear();
        _served.Clear();
    }

    internal void Add(ClientTransaction transaction) => _asked[(transaction.Branch, transaction.Request.Method)] = transaction;

    internal void Remove(ClientTransaction transaction) => _asked.Remove((transaction.Branch, transaction.Request.Method));

    internal void Remove(ServerTransaction transaction) => _served.Remove(transaction.Key);
}
