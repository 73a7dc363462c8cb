using System.Text.Json;

namespace Postrider.Channels.Email;

/// <summary>Asks a far side's token endpoint (RFC 6749): a code, or a refresh secret, for a bearer.</summary>
internal sealed class OAuthExchange(GuardedHttp http, NetworkPolicy network)
{
    public Task<OAuthAnswer> TradeCodeAsync(OAuthPlace place, string code, string verifier, string callback, CancellationToken cancellationToken) =>
        AskAsync(place, [new("grant_type", "authorization_code"), new("code", code), new("code_verifier", verifier), new("redirect_uri", callback)], cancellationToken);

    public Task<OAuthAnswer> RefreshAsync(OAuthPlace place, string refresh, CancellationToken cancellationToken) =>
        AskAsync(place, [new("grant_type", "refresh_token"), new("refresh_token", refresh), new("scope", place.Scope)], cancellationToken);

    private async Task<OAuthAnswer> AskAsync(OAuthPlace place, List<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(place.ExchangeUrl, UriKind.Absolute, out var url) || !network.MayTell(url))
        {
            return new OAuthAnswer.Refused("token_url must be an https address");
        }

        form.Add(new("client_id", place.ClientId));
        if (place.ClientSecret is { } secret)
        {
            form.Add(new("client_secret", secret));
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(request, cancellationToken);
            return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), (int)response.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException)
        {
            return new OAuthAnswer.NotNow($"The sign-in service could not be asked: {exception.Message}");
        }
    }

    private static OAuthAnswer Read(byte[] body, int status)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (status is >= 200 and < 300 && Text(root, "access_token") is { Length: > 0 } bearer)
            {
                var seconds = root.TryGetProperty("expires_in", out var expires) && expires.ValueKind == JsonValueKind.Number && expires.TryGetInt32(out var given) ? given : 3600;
                return new OAuthAnswer.Granted(bearer, TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)), Text(root, "refresh_token"));
            }

            if (Text(root, "error") is { } error)
            {
                var words = $"{error}: {Text(root, "error_description") ?? "no further words"}";
                return status is 400 or 401 or 403 && error is not ("temporarily_unavailable" or "server_error") ? new OAuthAnswer.Refused(words) : new OAuthAnswer.NotNow(words);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Said below: it is no answer of a sign-in service.
        }

        return new OAuthAnswer.NotNow($"The sign-in service answered {status} with something that is not its protocol.");
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What the sign-in service answered.</summary>
internal abstract record OAuthAnswer
{
    private OAuthAnswer()
    {
    }

    /// <param name="Refresh">Null: the one that was used goes on.</param>
    internal sealed record Granted(string Bearer, TimeSpan Lifetime, string? Refresh) : OAuthAnswer;

    internal sealed record Refused(string Detail) : OAuthAnswer;

    internal sealed record NotNow(string Detail) : OAuthAnswer;
}
