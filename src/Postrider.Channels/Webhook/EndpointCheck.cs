using System.Net;
using System.Net.Sockets;

namespace Postrider.Channels.Webhook;

/// <summary>Whether an endpoint may be where somebody says. Every connection looks again: a name can stand for another place a moment later.</summary>
public sealed class EndpointCheck(NetworkPolicy network, TimeProvider time)
{
    private const int LongestUrl = 2048;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>What speaks against the URL; null: nothing.</summary>
    public async Task<string?> ObjectionAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > LongestUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return $"url must be an address such as https://hooks.example.com/postrider, without credentials and fragment, of at most {LongestUrl} characters.";
        }

        if (!network.MayTell(url))
        {
            return "url must begin with https://.";
        }

        using var limit = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.IdnHost.Trim('[', ']'), either.Token);
            return addresses.Length == 0 ? NotFound(url)
                : Array.TrueForAll(addresses, network.MayCall) ? null
                : $"{url.Host} is at a private address, which this server calls only with POSTRIDER_ALLOW_PRIVATE_NETWORKS=true.";
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return NotFound(url);
        }
    }

    private static string NotFound(Uri url) => $"{url.Host} has no address.";
}
