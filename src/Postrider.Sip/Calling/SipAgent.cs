using System.Net;
using Postrider.Sip.Media;

namespace Postrider.Sip.Calling;

/// <summary>Our side of a trunk: one socket, and every call that goes through it.</summary>
public sealed class SipAgent : IAsyncDisposable
{
    private SipAgent()
    {
    }

    /// <summary>The address by which the trunk is reached; sound is received there.</summary>
    public IPAddress LocalAddress => LocalEndPoint.Address;

    public IPEndPoint LocalEndPoint => throw new NotSupportedException();

    /// <summary>False once the wire to the trunk is gone; then another agent must be opened.</summary>
    public bool IsUsable => throw new NotSupportedException();

    /// <summary>Completes when the wire to the trunk is gone, or this agent was disposed.</summary>
    public Task Closed => throw new NotSupportedException();

    /// <summary>Resolves the trunk's host, and binds or connects.</summary>
    /// <exception cref="SipException">It is not reached.</exception>
    public static Task<SipAgent> OpenAsync(SipTrunk trunk, TimeProvider time, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Places a call. The INVITE leaves at once; what becomes of it is told by the call.</summary>
    public SipCall Call(SipCallRequest request, ICallMedia media) => throw new NotSupportedException();

    /// <summary>Asks the trunk whether it is there.</summary>
    /// <exception cref="SipException">Nothing came back.</exception>
    public Task<SipAnswer> OptionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Registers, and keeps it so until the registration is disposed.</summary>
    /// <exception cref="SipException">The first try failed.</exception>
    public Task<SipRegistration> RegisterAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Ends every call and registration as far as it can be told at once, and closes the socket.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
