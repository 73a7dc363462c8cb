using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Files as forms send them.</summary>
internal static class Uploads
{
    private const int Rate = 8000;

    public static async Task<Answer> UploadAsync(this HttpClient client, string path, byte[] file, string part = "file", string name = "file.wav")
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(file);
        form.Add(content, part, name);
        using var response = await client.PostAsync(path, form, TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, new Dictionary<string, string>(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
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
