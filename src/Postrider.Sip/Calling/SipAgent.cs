using System.Net;
using Postrider.Sip.Media;
using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;
using Postrider.Sip.Transport;

namespace Postrider.Sip.Calling;

/// <summary>Our side of a trunk: one socket, and every call that goes through it.</summary>
public sealed class SipAgent : IAsyncDisposable
{
    private readonly List<SipRegistration> _registrations = [];

    internal SipAgent(SipTrunk trunk, ISipWire wire, TimeProvider time)
    {
        Core = new AgentCore(trunk, wire, time);
        wire.Begin(Core);
    }

    /// <summary>The address by which the trunk is reached; sound is received there.</summary>
    public IPAddress LocalAddress => LocalEndPoint.Address;

    public IPEndPoint LocalEndPoint => Core.Wire.Local;

    /// <summary>False once the wire to the trunk is gone; then another agent must be opened.</summary>
    public bool IsUsable => !Closed.IsCompleted && !Core.IsClosed;

    /// <summary>Completes when the wire to the trunk is gone, or this agent was disposed.</summary>
    public Task Closed => Core.Wire.Closed;

    internal AgentCore Core { get; }

    /// <summary>Resolves the trunk's host, and binds or connects.</summary>
    /// <exception cref="SipException">It is not reached.</exception>
    public static async Task<SipAgent> OpenAsync(SipTrunk trunk, TimeProvider time, CancellationToken cancellationToken) =>
        new(trunk, await Dialling.OpenAsync(trunk, time, cancellationToken), time);

    /// <summary>Places a call. The INVITE leaves at once; what becomes of it is told by the call.</summary>
    public SipCall Call(SipCallRequest request, ICallMedia media)
    {
        var call = new SipCall(Core, request, media);
        lock (Core.Gate)
        {
            ObjectDisposedException.ThrowIf(Core.IsClosed, this);
            call.Invite();
        }

        return call;
    }

    /// <summary>Asks the trunk whether it is there.</summary>
    /// <exception cref="SipException">Nothing came back.</exception>
    public async Task<SipAnswer> OptionsAsync(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource<ExchangeEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var text = new LoneRequest(Core, Core.Trunk.FromUser ?? Core.Trunk.Username ?? "anonymous");
        Exchange exchange;
        lock (Core.Gate)
        {
            ObjectDisposedException.ThrowIf(Core.IsClosed, this);
            exchange = new Exchange(Core, new SignIn(Core.Trunk), () => text.Next(SipMethod.Options), () => Core.Wire.Trunk, end.SetResult);
            exchange.Begin();
        }

        var found = await Core.AwaitAsync(end.Task, exchange, cancellationToken);
        return found.Response is { } response ? new SipAnswer(response.Code, response.Reason) : throw Core.Silence(found.Fault ?? TransactionFault.Silent);
    }

    /// <summary>Registers, and keeps it so until the registration is disposed.</summary>
    /// <exception cref="SipException">The first try failed.</exception>
    public async Task<SipRegistration> RegisterAsync(CancellationToken cancellationToken)
    {
        var registration = new SipRegistration(Core);
        lock (Core.Gate)
        {
            ObjectDisposedException.ThrowIf(Core.IsClosed, this);
            _registrations.RemoveAll(known => known.IsOver);
            _registrations.Add(registration);
        }

        try
        {
            await registration.BeginAsync(cancellationToken);
            return registration;
        }
        catch
        {
            registration.GiveUp();
            throw;
        }
    }

    /// <summary>Ends every call and registration as far as it can be told at once, and closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (Core.Gate)
        {
            foreach (var registration in _registrations)
            {
                registration.Abandon();
            }

            Core.Close();
        }

        await Core.Wire.DisposeAsync();
    }
}
