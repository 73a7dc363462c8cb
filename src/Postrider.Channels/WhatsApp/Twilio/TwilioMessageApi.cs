using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>The requests that the API is asked.</summary>
internal sealed class TwilioMessageApi(NetworkPolicy network, TimeProvider time) : IDisposable
{
    /// <summary>How many messages one look reads.</summary>
    private const int Page = 100;

    private const int LargestPage = 1000;

    private readonly FarSideHttp _http = new(network, time);

    public Task<FarSideAnswer> FindAccountAsync(TwilioMessageAccount account, CancellationToken cancellationToken) => AskAsync(account, ".json", null, cancellationToken);

    public Task<FarSideAnswer> SendAsync(TwilioMessageAccount account, IReadOnlyList<KeyValuePair<string, string>> message, CancellationToken cancellationToken) =>
        AskAsync(account, "/Messages.json", new FormUrlEncodedContent(message), cancellationToken);

    /// <summary>What was sent to a contact lately.</summary>
    public Task<FarSideAnswer> ListAsync(TwilioMessageAccount account, string to, CancellationToken cancellationToken) =>
        AskAsync(account, $"/Messages.json?To={Uri.EscapeDataString(to)}&PageSize={Page}", null, cancellationToken);

    /// <summary>The numbers that are registered with WhatsApp.</summary>
    public Task<FarSideAnswer> ListNumbersAsync(TwilioMessageAccount account, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(HttpMethod.Get, account.NumberAddress($"?Channel=whatsapp&PageSize={LargestPage}")), cancellationToken);

    public Task<FarSideAnswer> ChangeNumberAsync(TwilioMessageAccount account, string sid, JsonObject change, CancellationToken cancellationToken) => AskAsync(
        account,
        new HttpRequestMessage(HttpMethod.Post, account.NumberAddress($"/{Uri.EscapeDataString(sid)}")) { Content = new StringContent(change.ToJsonString(), Encoding.UTF8, "application/json") },
        cancellationToken);

    public void Dispose() => _http.Dispose();

    private Task<FarSideAnswer> AskAsync(TwilioMessageAccount account, string path, FormUrlEncodedContent? form, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, account.Address(path)) { Content = form }, cancellationToken);

    private Task<FarSideAnswer> AskAsync(TwilioMessageAccount account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.Sid}:{account.AuthKey}")));
        request.Headers.Accept.ParseAdd("application/json");
        return _http.AskAsync(request, cancellationToken);
    }
}
