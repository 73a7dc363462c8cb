using System.Globalization;
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
    private const int LongestNext = 2000;
    private const string List = "/Messages.json?";

    private readonly FarSideHttp _http = new(network, time);

    public Task<FarSideAnswer> FindAccountAsync(TwilioMessageAccount account, CancellationToken cancellationToken) => AskAsync(account, ".json", null, cancellationToken);

    public Task<FarSideAnswer> SendAsync(TwilioMessageAccount account, IReadOnlyList<KeyValuePair<string, string>> message, CancellationToken cancellationToken) =>
        AskAsync(account, "/Messages.json", new FormUrlEncodedContent(message), cancellationToken);

    /// <summary>What was sent to a contact lately.</summary>
    public Task<FarSideAnswer> ListAsync(TwilioMessageAccount account, string to, CancellationToken cancellationToken) =>
        AskAsync(account, $"{List}To={Uri.EscapeDataString(to)}&PageSize={Page}", null, cancellationToken);

    /// <summary>The first page of what came in, or of all that an account with a service has. Twilio finds messages by their day: the first and the last one are asked for whole.</summary>
    public Task<FarSideAnswer> ListInboundAsync(TwilioMessageAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken) =>
        AskAsync(account, $"{List}{(account.From is { } to ? $"To={Uri.EscapeDataString(to)}&" : "")}DateSent%3E={Day(since)}&DateSent%3C={Day(until.AddDays(1))}&PageSize={Page}", null, cancellationToken);

    /// <param name="account">Whose list.</param>
    /// <param name="next">The page as the one before names it; what leads elsewhere is not followed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<FarSideAnswer> GoOnAsync(TwilioMessageAccount account, string next, CancellationToken cancellationToken)
    {
        var list = account.Address(List).PathAndQuery;
        return next.Length <= LongestNext && next.StartsWith(list, StringComparison.Ordinal)
            ? AskAsync(account, List + next[list.Length..], null, cancellationToken)
            : Task.FromResult(new FarSideAnswer(0, []) { HasLeft = false, Words = "The next page is at another place." });
    }

    public Task<FarSideAnswer> ListMediaAsync(TwilioMessageAccount account, string messageSid, CancellationToken cancellationToken) =>
        AskAsync(account, $"/Messages/{Uri.EscapeDataString(messageSid)}/Media.json?PageSize={TwilioIntake.MostFiles}", null, cancellationToken);

    /// <summary>The numbers that are registered with WhatsApp.</summary>
    public Task<FarSideAnswer> ListNumbersAsync(TwilioMessageAccount account, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(HttpMethod.Get, account.NumberAddress($"?Channel=whatsapp&PageSize={LargestPage}")), cancellationToken);

    public Task<FarSideAnswer> ChangeNumberAsync(TwilioMessageAccount account, string sid, JsonObject change, CancellationToken cancellationToken) => AskAsync(
        account,
        new HttpRequestMessage(HttpMethod.Post, account.NumberAddress($"/{Uri.EscapeDataString(sid)}")) { Content = new StringContent(change.ToJsonString(), Encoding.UTF8, "application/json") },
        cancellationToken);

    public void Dispose() => _http.Dispose();

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<FarSideAnswer> AskAsync(TwilioMessageAccount account, string path, FormUrlEncodedContent? form, CancellationToken cancellationToken) =>
        AskAsync(account, new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, account.Address(path)) { Content = form }, cancellationToken);

    private Task<FarSideAnswer> AskAsync(TwilioMessageAccount account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.Sid}:{account.AuthKey}")));
        request.Headers.Accept.ParseAdd("application/json");
        return _http.AskAsync(request, cancellationToken);
    }
}
