using System.Net.WebSockets;

namespace Postrider.Channels.Voice;

/// <summary>Somebody else's agent cannot be reached, in words for people.</summary>
internal sealed class StreamException(string message) : Exception(message);

/// <summary>A WebSocket to an address that a caller named: guarded as all such are, with bounded messages and a watch on whether the far side still lives.</summary>
internal sealed class StreamSocket : IAsyncDisposable
{
    /// <summary>Agents send whole sentences at once; this is a minute and a half of sound.</summary>
    public const int LargestMessage = 1024 * 1024;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _parting = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _ping = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly SocketMessages _messages;

    private StreamSocket(NetworkPolicy network, TimeProvider time)
    {
        _time = time;
        _messages = new SocketMessages(_socket, LargestMessage);
        _socket.Options.KeepAliveInterval = _ping;
        _socket.Options.KeepAliveTimeout = _ping;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = (context, cancellationToken) => GuardedHttp.ConnectAsync(network, context.DnsEndPoint, cancellationToken),
        });
    }

    /// <exception cref="StreamException">It is not reached, or speaks no WebSocket.</exception>
    public static async Task<StreamSocket> OpenAsync(string url, NetworkPolicy network, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var place) || place.Scheme is not ("ws" or "wss"))
        {
            throw new StreamException("The agent's stream_url is no address of a WebSocket.");
        }

        var stream = new StreamSocket(network, time);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await stream._socket.ConnectAsync(place, stream._http, either.Token);
            return stream;
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.IsCancellationRequested ? new StreamException($"The agent at {place.Host} did not take the stream within {Patience.TotalSeconds:0} seconds.")
                : exception is WebSocketException or HttpRequestException or IOException ? new StreamException($"The agent at {place.Host} did not take the stream: {exception.InnerException?.Message ?? exception.Message}")
                : exception;
        }
    }

    /// <summary>Not from two sides at once.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <inheritdoc cref="SocketMessages.ReceiveAsync"/>
    public Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken) => _messages.ReceiveAsync(cancellationToken);

    /// <summary>Says that nothing more is sent.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        _socket.State is WebSocketState.Open or WebSocketState.CloseReceived ? _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken) : Task.CompletedTask;

    /// <summary>Breaks it off, so that whoever waits for it goes on.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>An agent whose call never came about is told so by a proper close.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(_parting, _time);
            await CloseAsync(patience.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // It is gone already.
        }

        _socket.Dispose();
        _http.Dispose();
    }
}
