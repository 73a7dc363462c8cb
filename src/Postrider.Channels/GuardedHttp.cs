using System.Net;
using System.Net.Sockets;

namespace Postrider.Channels;

/// <summary>The one client for addresses that others name: no redirects, no private networks unless allowed, a deadline, and answers of bounded size.</summary>
public sealed class GuardedHttp : IDisposable
{
    private readonly HttpClient _client;

    public GuardedHttp(NetworkPolicy network)
        : this(network, HttpLimits.Default)
    {
    }

    public GuardedHttp(NetworkPolicy network, HttpLimits limits) => _client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxResponseDrainSize = limits.LargestAnswer,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(network, context.DnsEndPoint, cancellationToken),
    })
    {
        Timeout = limits.Deadline,
        MaxResponseContentBufferSize = limits.LargestAnswer,
    };

    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="completion">Whether the answer is awaited whole; where only its head is, the caller bounds the rest.</param>
    /// <exception cref="HttpRequestException">There was no answer, or a larger one than is taken.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        try
        {
            return await _client.SendAsync(request, completion, cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{request.RequestUri?.Host} did not answer within {_client.Timeout.TotalSeconds:0} seconds.", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The address that was checked is the one that is used: a name could stand for another a moment later.</summary>
    internal static async ValueTask<Stream> ConnectAsync(NetworkPolicy network, DnsEndPoint place, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(place.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, network.MayCall);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{place.Host} is at a private address, which this server calls only with POSTRIDER_ALLOW_PRIVATE_NETWORKS=true.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, place.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
