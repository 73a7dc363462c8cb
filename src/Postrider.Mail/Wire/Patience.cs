using System.Net.Sockets;
using System.Security.Authentication;

namespace Postrider.Mail.Wire;

/// <summary>The limit of one step, and what its ends are called.</summary>
internal sealed class Patience : IDisposable
{
    private readonly MailHost _host;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _both;

    public Patience(MailHost host, TimeProvider time, CancellationToken caller)
    {
        (_host, _caller) = (host, caller);
        _limit = new CancellationTokenSource(host.Patience, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
    }

    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> step)
    {
        try
        {
            return await step(_both.Token);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw new WireException(WireFault.TimedOut, $"{_host} did not answer within {_host.Patience.TotalSeconds:0} seconds.");
        }
        catch (AuthenticationException exception)
        {
            throw new WireException(WireFault.Tls, $"{_host} could not agree on TLS: {exception.Message}", exception);
        }
        catch (SocketException exception)
        {
            throw new WireException(WireFault.Unreachable, $"{_host} could not be reached: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException and not WireException)
        {
            throw new WireException(WireFault.Closed, $"{_host} closed the session: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
