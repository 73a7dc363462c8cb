using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>The requests that the API is asked.</summary>
internal sealed class CloudApi(NetworkPolicy network, TimeProvider time) : IDisposable
{
    private readonly FarSideHttp _http = new(network, time);

    public Task<FarSideAnswer> FindNumberAsync(CloudAccount account, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Get, $"{account.PhoneNumberId}?fields=id,display_phone_number,verified_name,quality_rating", null, cancellationToken);

    /// <summary>Has the app told what comes in. Doing so again takes from the business account an alternate address that it has as a whole, and changes nothing else.</summary>
    public Task<FarSideAnswer> SubscribeAsync(CloudAccount account, string businessAccountId, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Post, $"{businessAccountId}/subscribed_apps", Json(new JsonObject()), cancellationToken);

    /// <summary>Where what concerns the number is told.</summary>
    public Task<FarSideAnswer> FindCallbackAsync(CloudAccount account, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Get, $"{account.PhoneNumberId}?fields=webhook_configuration", null, cancellationToken);

    /// <summary>Has it told at an address of its own. Meta asks there first whether it is meant, by the word.</summary>
    public Task<FarSideAnswer> SetCallbackAsync(CloudAccount account, string address, string word, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Post, account.PhoneNumberId, Json(new JsonObject { ["webhook_configuration"] = new JsonObject { ["override_callback_uri"] = address, ["verify_token"] = word } }), cancellationToken);

    /// <summary>Leaves a file there, which nobody gets by that alone.</summary>
    public Task<FarSideAnswer> UploadAsync(CloudAccount account, CloudMedia type, byte[] file, CancellationToken cancellationToken)
    {
        var content = new MultipartFormDataContent();
        var boundary = content.Headers.ContentType!.Parameters.Single(parameter => parameter.Name == "boundary");

        // Not every server takes it in quotes.
        boundary.Value = boundary.Value!.Trim('"');
        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue(type.ContentType);
        content.Add(Field("whatsapp"), "\"messaging_product\"");
        content.Add(Field(type.ContentType), "\"type\"");
        content.Add(part, "\"file\"", "\"file\"");
        return AskAsync(account, HttpMethod.Post, $"{account.PhoneNumberId}/media", content, cancellationToken);
    }

    public Task<FarSideAnswer> SendAsync(CloudAccount account, JsonObject message, CancellationToken cancellationToken) =>
        AskAsync(account, HttpMethod.Post, $"{account.PhoneNumberId}/messages", Json(message), cancellationToken);

    public void Dispose() => _http.Dispose();

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static ByteArrayContent Field(string value) => new(Encoding.UTF8.GetBytes(value));

    private Task<FarSideAnswer> AskAsync(CloudAccount account, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, account.Address(path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.AccessKey);
        request.Headers.Accept.ParseAdd("application/json");
        return _http.AskAsync(request, cancellationToken);
    }
}
