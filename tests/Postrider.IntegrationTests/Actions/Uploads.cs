using System.Net.Http.Headers;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Files on their way to the Actions API.</summary>
internal static class Uploads
{
    public const string Voice = "/v3/attachments/voice";
    public const string Files = "/v3/attachments";

    public static async Task<Answer> UploadAsync(this HttpClient client, string path, byte[] file, string fileName, string type = "application/octet-stream", string part = "file")
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
}
