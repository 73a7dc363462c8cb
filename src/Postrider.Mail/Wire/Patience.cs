using System.Net.Sockets;
using System.Security.Authentication;

namespace Postrider.Mail.Wire;

/// <summary>The limit of each step, and what its ends are called. Steps come one after another, so they share one timer.</summary>
internal sealed class Patience(MailHost host, TimeProvider time) : IDisposable
{
    private CancellationTokenSource _limit = new(Timeout.InfiniteTimeSpan, time);

    public TimeProvider Time => time;

    public TimeSpan Longest { get; set; } = host.Patience;

    public async ValueTask<TResult> GuardAsync<TState, TResult>(TState state, Func<TState, CancellationToken, ValueTask<TResult>> step, CancellationToken caller)
    {
        var limit = _limit;
        limit.CancelAfter(Longest);
        var registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit);
        try
        {
            return await step(state, limit.Token);
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(caller);
        }
        catch (OperationCanceledException)
        {
            throw new WireException(WireFault.TimedOut, $"{host} did not answer within {Longest.TotalSeconds:0} seconds.");
        }
        catch (AuthenticationException exception)
        {
            throw new WireException(WireFault.Tls, $"{host} could not agree on TLS: {exception.Message}", exception);
        }
        catch (SocketException exception)
        {
            throw new WireException(WireFault.Unreachable, $"{host} could not be reached: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException and not WireException)
        {
            throw new WireException(WireFault.Closed, $"{host} closed the session: {exception.Message}", exception);
        }
        finally
        {
            await registration.DisposeAsync();
            if (!limit.TryReset())
            {
                limit.Dispose();
                _limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            }
        }
    }

    public void Dispose() => _limit.Dispose();
}
