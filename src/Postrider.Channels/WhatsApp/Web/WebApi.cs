using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>Asks such a server. Nothing is asked twice; whoever asks decides what the answer means.</summary>
internal sealed class WebApi(FarSideHttp http)
{
    public Task<FarSideAnswer> GetAsync(WebAccount account, string path, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(HttpMethod.Get, account.Place + path), cancellationToken);

    /// <param name="write">Writes the members of the body.</param>
    public Task<FarSideAnswer> PostAsync(WebAccount account, string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken) =>
        SendAsync(account, HttpMethod.Post, path, write, cancellationToken);

    /// <inheritdoc cref="PostAsync"/>
    public Task<FarSideAnswer> PutAsync(WebAccount account, string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken) =>
        SendAsync(account, HttpMethod.Put, path, write, cancellationToken);

    private Task<FarSideAnswer> SendAsync(WebAccount account, HttpMethod method, string path, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(body.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return AskAsync(account, new HttpRequestMessage(method, account.Place + path) { Content = content }, cancellationToken);
    }

    private Task<FarSideAnswer> AskAsync(WebAccount account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation(account.KeyHeader, account.Key);
        request.Headers.Accept.ParseAdd("application/json");
        return http.AskAsync(request, cancellationToken);
    }
}
