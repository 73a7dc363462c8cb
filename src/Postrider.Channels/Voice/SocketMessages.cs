using System.Net.WebSockets;

namespace Postrider.Channels.Voice;

/// <summary>Whole messages of a WebSocket, of bounded size.</summary>
internal sealed class SocketMessages(WebSocket socket, int largest)
{
    private byte[] _message = new byte[16 * 1024];

    /// <summary>The next message, good until the one after it; null: the far side has closed.</summary>
    /// <exception cref="WebSocketException">The stream broke.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            if (length == _message.Length)
            {
                if (length >= largest)
                {
                    throw new WebSocketException($"a message has more than {largest / 1024} KiB");
                }

                Array.Resize(ref _message, Math.Min(2 * length, largest));
            }

            var got = await socket.ReceiveAsync(_message.AsMemory(length), cancellationToken);
            length += got.Count;
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (got.EndOfMessage)
            {
                return _message.AsMemory(0, length);
            }
        }
    }
}
