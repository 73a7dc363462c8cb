using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Postrider.Testing.Mail;

/// <summary>
/// Stands for Google and Microsoft: sends a browser back with a code, gives bearers for codes (PKCE, S256) and refresh
/// values, and tells a Dovecot whose a bearer is.
/// </summary>
public sealed class OAuthServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly OAuthOptions _options;
    private readonly OAuthGrants _grants;
    private readonly ConcurrentQueue<OAuthRequest> _requests = new();

    private OAuthServer(WebApplication host, OAuthOptions options, TimeProvider time)
    {
        _host = host;
        _options = options;
        _grants = new OAuthGrants(options, time);
        host.MapGet("/authorize", (Delegate)Authorize);
        host.MapPost("/token", (Delegate)RedeemAsync);
        host.MapPost("/introspect", (Delegate)IntrospectAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Where the browser goes to.</summary>
    public Uri Authorization => new(Address, "/authorize");

    /// <summary>Where codes and refresh values are redeemed.</summary>
    public Uri Redemption => new(Address, "/token");

    /// <summary>Where Dovecot asks.</summary>
    public Uri Introspection => new(Address, "/introspect");

    /// <summary>Everything that it was asked, in order.</summary>
    public IReadOnlyCollection<OAuthRequest> Requests => _requests;

    /// <summary>The person says no: the browser comes back with this error, such as <c>access_denied</c>. Null: with a code.</summary>
    public string? Denial { get; set; }

    /// <summary>The error with which every redemption is refused, such as <c>invalid_grant</c>; null: none.</summary>
    public string? Refusal { get; set; }

    /// <summary>The status with which a redemption breaks down, such as 503; null: it does not.</summary>
    public int? Breakdown { get; set; }

    public static async Task<OAuthServer> StartAsync(OAuthOptions? options = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Peers.Loopback}:0");
        var host = builder.Build();
        var server = new OAuthServer(host, options ?? new OAuthOptions(), time ?? TimeProvider.System);
        await host.StartAsync();
        server.Address = new Uri(host.Urls.Single());
        return server;
    }

    /// <summary>A bearer for a user, without any of the ceremony.</summary>
    public string GiveBearer(string user) => _grants.AddBearer(new OAuthGrants.Grant(user, "mail"));

    /// <summary>A refresh value for a user, without any of the ceremony.</summary>
    public string GiveRefresh(string user) => _grants.AddRefresh(new OAuthGrants.Grant(user, "mail"));

    /// <summary>No bearer given so far is good any more; refresh values are.</summary>
    public void EndBearers() => _grants.EndBearers();

    /// <summary>As where the person takes the consent back: nothing given so far is good any more.</summary>
    public void Revoke()
    {
        _grants.EndBearers();
        _grants.EndRefreshes();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        var request = Note(context, context.Request.Query.Select(field => (field.Key, field.Value.ToString())));
        if (request["client_id"] != _options.ClientId || !Uri.TryCreate(request["redirect_uri"], UriKind.Absolute, out _) || !_options.MayReturnTo(request["redirect_uri"]))
        {
            // Nobody is sent to an address that was not agreed upon.
            return Results.Text("unknown client_id or redirect_uri", statusCode: StatusCodes.Status400BadRequest);
        }

        var error = Denial
            ?? (request["response_type"] != "code" ? "unsupported_response_type" : null)
            ?? (request["scope"].Length == 0 ? "invalid_scope" : null)
            ?? (request["state"].Length == 0 || request["code_challenge_method"] != "S256" || request["code_challenge"].Length != 43 ? "invalid_request" : null);
        var answer = error is null ? $"code={_grants.AddCode(request)}" : $"error={error}";
        var mark = request["redirect_uri"].Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return Results.Redirect($"{request["redirect_uri"]}{mark}{answer}&state={Uri.EscapeDataString(request["state"])}");
    }

    private async Task<IResult> RedeemAsync(HttpContext context)
    {
        var request = await NoteFormAsync(context);
        if (Breakdown is { } status)
        {
            return Results.StatusCode(status);
        }

        if (request["client_id"] != _options.ClientId || (_options.ClientSecret is { } secret && request["client_secret"] != secret))
        {
            return Refused("invalid_client", StatusCodes.Status401Unauthorized);
        }

        return Refusal is { } refusal ? Refused(refusal) : request["grant_type"] switch
        {
            "authorization_code" => _grants.TakeCode(request) is var (grant, keeps) ? Given(grant, keeps ? _grants.AddRefresh(grant) : null) : Refused("invalid_grant"),
            "refresh_token" => _grants.FindRefresh(request["refresh_token"]) is { } grant ? Given(grant, Rotated(grant, request["refresh_token"])) : Refused("invalid_grant"),
            _ => Refused("unsupported_grant_type"),
        };
    }

    private async Task<IResult> IntrospectAsync(HttpContext context) =>
        _grants.FindBearer((await NoteFormAsync(context))["token"]) is { } grant
            ? Results.Json(new { active = true, username = grant.User, scope = grant.Scope })
            : Results.Json(new { active = false });

    private string? Rotated(OAuthGrants.Grant grant, string spent)
    {
        if (!_options.RotatesRefresh)
        {
            return null;
        }

        _grants.Forget(spent);
        return _grants.AddRefresh(grant);
    }

    private IResult Given(OAuthGrants.Grant grant, string? refresh)
    {
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = _grants.AddBearer(grant),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)_options.Lifetime.TotalSeconds,
            ["scope"] = grant.Scope,
        };
        if (refresh is not null)
        {
            answer["refresh_token"] = refresh;
        }

        if (grant.Scope.Split(' ').Contains("openid"))
        {
            answer["id_token"] = $"{Part(new { alg = "none" })}.{Part(new { sub = grant.User, email = grant.User, aud = _options.ClientId })}.";
        }

        return Results.Json(answer);

        static string Part(object claims) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
    }

    private static IResult Refused(string error, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new { error, error_description = "as the test wants it" }, statusCode: status);

    private async Task<OAuthRequest> NoteFormAsync(HttpContext context) =>
        Note(context, (await context.Request.ReadFormAsync(context.RequestAborted)).Select(field => (field.Key, field.Value.ToString())));

    private OAuthRequest Note(HttpContext context, IEnumerable<(string Name, string Value)> fields)
    {
        var request = new OAuthRequest(context.Request.Path, fields.ToDictionary(field => field.Name, field => field.Value));
        _requests.Enqueue(request);
        return request;
    }
}
