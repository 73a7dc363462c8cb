using System.Net.Http.Headers;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Files on their way to the Actions API.</summary>
internal static class Uploads
{
    public const string Voice = "/v3/attachments/voice";
    public const string Files = "/v3/attachments";
    private const int Rate = 8000;

    public static async Task<Answer> UploadAsync(this HttpClient client, string path, byte[] file, string fileName = "file.wav", string type = "application/octet-stream", string part = "file")
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var body = new MultipartFormDataContent { { content, part, fileName } };
        return await client.UploadAsync(path, body);
    }

    public static async Task<Answer> UploadAsync(this HttpClient client, string path, HttpContent body)
    {
        using var response = await client.PostAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value)), text);
    }

    /// <summary>Silence of so many seconds.</summary>
    public static byte[] Wav(int seconds)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var length = seconds * Rate * 2;
        writer.Write("RIFF"u8);
        writer.Write(length + 36);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(length);
        writer.Write(new byte[length]);
        return file.ToArray();
    }
}
