using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.Uploads;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Uploads that are far too large are refused without being read, whether they say so or not.</summary>
[Collection(Alone.Name)]
public sealed class EndlessUploadTests(ActionsServer server, ITestOutputHelper output) : IClassFixture<ActionsServer>
{
    private const long Whole = 2L * 1024 * 1024 * 1024;
    private const long Mebibyte = 1024 * 1024;

    // What the kernel takes in for a server that does not read.
    private const long Buffered = 16 * Mebibyte;
    private const string Begin = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n";
    private const string Other = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Voice, 10, true, Begin, "attachment.tooLarge")]
    [InlineData(Voice, 10, false, Begin, "attachment.tooLarge")]
    [InlineData(Files, 25, true, Begin, "attachment.tooLarge")]
    [InlineData(Files, 25, false, Begin, "attachment.tooLarge")]
    [InlineData(Voice, 10, false, Other, "attachment.tooLarge")]
    [InlineData(Voice, 10, false, "no boundary ever comes", "attachment.invalidUpload")]
    public async Task Two_gigabytes_are_refused_after_little_of_them(string path, int largest, bool announced, string begin, string code)
    {
        // Once first, so that what a first request costs is not counted.
        (await server.Client.UploadAsync(path, new byte[1024 * 1024], "first.bin", part: "other")).Refused(400, "attachment.invalidUpload");
        var before = await ResidentMemory.BeginAsync(server.ProcessId, Cancellation);
        var (written, answer) = await UploadAsync(path, announced, begin);
        var growth = await ResidentMemory.MostAsync(server.ProcessId, Cancellation) - before;

        output.WriteLine($"{path}, announced {announced}: {written / 1024 / 1024.0:0.0} MiB written, memory grew by {growth / 1024 / 1024.0:0.0} MiB at most");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"{code}\"", answer, StringComparison.Ordinal);
        Assert.InRange(written, 0, (announced ? 0 : largest * Mebibyte) + Buffered);
        Assert.InRange(growth, long.MinValue, ((4 * largest) + 24) * Mebibyte);
    }

    /// <summary>Writes until the server answers or closes, and tells how much it could write.</summary>
    private async Task<(long Written, string Answer)> UploadAsync(string path, bool announced, string begin)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port, Cancellation);
        await using var wire = socket.GetStream();
        var length = announced ? $"Content-Length: {Whole}" : "Transfer-Encoding: chunked";
        await wire.WriteAsync(
            Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ServerProcess.Key}\r\nContent-Type: multipart/form-data; boundary=b\r\n{length}\r\n\r\n"), Cancellation);
        var answer = ReadAsync(wire);
        var written = await WriteAsync(wire, announced, Encoding.ASCII.GetBytes(begin), answer);
        return (written, await answer);
    }

    private static async Task<long> WriteAsync(NetworkStream wire, bool announced, byte[] begin, Task answer)
    {
        var written = 0L;
        try
        {
            await PutAsync(begin);
            var piece = new byte[64 * 1024];
            while (written < Whole && !answer.IsCompleted)
            {
                await PutAsync(piece);
            }
        }
        catch (IOException)
        {
            // It is closed; what counts is how much went in before.
        }

        return written;

        async Task PutAsync(byte[] piece)
        {
            await wire.WriteAsync(announced ? piece : [.. Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. piece, 13, 10], Cancellation);
            written += piece.Length;
        }
    }

    /// <summary>All that the server says until it closes.</summary>
    private static async Task<string> ReadAsync(NetworkStream wire)
    {
        using var said = new MemoryStream();
        try
        {
            await wire.CopyToAsync(said, Cancellation);
        }
        catch (IOException)
        {
            // It closes with much unread, which resets; what it had said before is here.
        }

        return Encoding.UTF8.GetString(said.ToArray());
    }
}
