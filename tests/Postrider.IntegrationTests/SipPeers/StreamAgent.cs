using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Postrider.IntegrationTests.SipPeers;

/// <summary>Stands for somebody's own agent behind a WebSocket, which takes one call.</summary>
internal sealed class StreamAgent : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly Channel<JsonNode> _told = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
    private readonly TaskCompletionSource<WebSocket> _socket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StreamAgent(WebApplication host) => _host = host;

    public string Url => _host.Urls.First().Replace("http://", "ws://", StringComparison.Ordinal) + "/agent";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<StreamAgent> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var agent = new StreamAgent(builder.Build());
        agent._host.UseWebSockets();
        agent._host.Map("/agent", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            agent._socket.TrySetResult(socket);
            await agent.ListenAsync(socket);
            await agent._over.Task;
        });
        await agent._host.StartAsync(Stop);
        return agent;
    }

    /// <summary>The next that was told.</summary>
    public async Task<JsonNode> HearAnyAsync() => await _told.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Stop);

    /// <summary>The next that was told of a kind; others before it are passed over.</summary>
    public async Task<JsonNode> HearAsync(string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var told in _told.Reader.ReadAllAsync(patience.Token))
        {
            if ((string?)told["event"] == name)
            {
                return told;
            }
        }

        throw new InvalidOperationException($"The stream ended without {name}.");
    }

    public async Task SayAsync(JsonObject message) => await (await _socket.Task).SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, Stop);

    public Task SayAsync(byte[] sound) => SayAsync(new JsonObject { ["event"] = "media", ["media"] = new JsonObject { ["payload"] = Convert.ToBase64String(sound) } });

    public Task MarkAsync(string name) => SayAsync(new JsonObject { ["event"] = "mark", ["mark"] = new JsonObject { ["name"] = name } });

    public async Task CloseAsync() => await (await _socket.Task).CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Stop);

    /// <summary>Breaks the stream off without a word.</summary>
    public async Task VanishAsync() => (await _socket.Task).Abort();

    public async ValueTask DisposeAsync()
    {
        _over.TrySetResult();
        await _host.StopAsync(new CancellationToken(canceled: true)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _host.DisposeAsync();
    }

    private async Task ListenAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            var length = 0;
            while (await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
            {
                length += got.Count;
                if (got.EndOfMessage)
                {
                    _told.Writer.TryWrite(JsonNode.Parse(buffer.AsSpan(0, length))!);
                    length = 0;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // It was broken off.
        }

        _told.Writer.TryComplete();
    }
}
