using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>What an <see cref="OAuthServer"/> gave out: codes, bearers, refresh values.</summary>
internal sealed class OAuthGrants(OAuthOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Code> _codes = new();
    private readonly ConcurrentDictionary<string, Grant> _refreshes = new();
    private readonly ConcurrentDictionary<string, (Grant Grant, DateTimeOffset End)> _bearers = new();

    public string AddCode(OAuthRequest request)
    {
        var user = request["login_hint"] is { Length: > 0 } hint ? hint : options.User;
        var keeps = !options.WantsOffline || request["access_type"] == "offline";
        var value = Value("code");
        _codes[value] = new Code(new Grant(user, request["scope"]), request["redirect_uri"], request["code_challenge"], keeps);
        return value;
    }

    /// <summary>A code is good once, for the address that it was made for, and for who has the verifier.</summary>
    public (Grant Grant, bool Keeps)? TakeCode(OAuthRequest request) =>
        _codes.TryRemove(request["code"], out var code) && code.ReturnTo == request["redirect_uri"] && code.Challenge == Challenge(request["code_verifier"])
            ? (code.Grant, code.Keeps)
            : null;

    public Grant? FindRefresh(string value) => _refreshes.GetValueOrDefault(value);

    public void Forget(string refresh) => _refreshes.TryRemove(refresh, out _);

    public string AddRefresh(Grant grant)
    {
        var value = Value("refresh");
        _refreshes[value] = grant;
        return value;
    }

    public string AddBearer(Grant grant)
    {
        var value = Value("bearer");
        _bearers[value] = (grant, time.GetUtcNow() + options.Lifetime);
        return value;
    }

    public Grant? FindBearer(string value) => _bearers.TryGetValue(value, out var found) && time.GetUtcNow() < found.End ? found.Grant : null;

    public void EndBearers() => _bearers.Clear();

    public void EndRefreshes() => _refreshes.Clear();

    // Of no bearer's form, so that nothing outside takes it for a secret of value.
    private static string Value(string kind) => $"{kind}-{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24))}";

    private static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    internal sealed record Grant(string User, string Scope);

    private sealed record Code(Grant Grant, string ReturnTo, string Challenge, bool Keeps);
}
