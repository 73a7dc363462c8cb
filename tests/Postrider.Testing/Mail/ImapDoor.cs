using System.Net.Sockets;
using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>As much IMAP as the fixtures themselves need. The product's own client is not used: it is what gets tested.</summary>
internal sealed class ImapDoor : IDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!;
    private StreamReader _reader = null!;
    private int _commands;

    public static async Task<ImapDoor> OpenAsync(int port)
    {
        var door = new ImapDoor();
        await door._client.ConnectAsync(Peers.Loopback, port);
        door._stream = door._client.GetStream();
        door._reader = new StreamReader(door._stream, Encoding.Latin1);
        await door._reader.ReadLineAsync();
        return door;
    }

    public static async Task<bool> TrySignInAsync(int port, string user, string password)
    {
        using var door = await OpenAsync(port);
        return (await door.AskAsync(SignInCommand(user, password))).StartsWith("OK", StringComparison.Ordinal);
    }

    public async Task SignInAsync(string user, string password) => Must(await AskAsync(SignInCommand(user, password)));

    public async Task AppendAsync(string folder, string flags, ReadOnlyMemory<byte> message) =>
        Must(await AskAsync($"APPEND \"{folder}\" ({flags}) {{{message.Length}+}}", message));

    public void Dispose() => _client.Dispose();

    private static string SignInCommand(string user, string password) =>
        $"AUTHENTICATE PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"))}";

    private static void Must(string answer)
    {
        if (!answer.StartsWith("OK", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"IMAP said: {answer}");
        }
    }

    private async Task<string> AskAsync(string command, ReadOnlyMemory<byte> literal = default)
    {
        var tag = $"d{++_commands} ";
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{tag}{command}\r\n"));
        if (literal.Length > 0)
        {
            await _stream.WriteAsync(literal);
            await _stream.WriteAsync("\r\n"u8.ToArray());
        }

        while (await _reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(tag, StringComparison.Ordinal))
            {
                return line[tag.Length..];
            }
        }

        return "the session was closed";
    }
}
