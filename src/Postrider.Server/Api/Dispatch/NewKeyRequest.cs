using System.Text.Json;
using Postrider.Access;

namespace Postrider.Server.Api.Dispatch;

/// <summary>What a caller asks of a new key.</summary>
internal sealed record NewKeyRequest(string Name, ScopeSet Scopes, DateTimeOffset? ExpiresAt)
{
    private const int MaxNameLength = 64;
    private static readonly ApiError _invalidName = new(400, "invalid_name", $"'name' must be a text of 1 to {MaxNameLength} characters.");
    private static readonly ApiError _invalidScopes = new(400, "invalid_scopes", "'scopes' must be a list of at least one scope's name.");
    private static readonly ApiError _invalidExpiry = new(400, "invalid_expires_at", "'expires_at' must be a time in the future, as 2026-05-20T10:00:00.000Z, or be left out.");

    /// <summary>Nobody grants what they do not have: a key's holder could otherwise make themselves a greater one.</summary>
    public static ApiError? Read(JsonBody body, ApiKey granter, DateTimeOffset now, out NewKeyRequest request)
    {
        request = new NewKeyRequest("", default, null);
        if (body.Text("name") is not { } name || string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
        {
            return _invalidName;
        }

        if (!body.Root.TryGetProperty("scopes", out var listed) || listed.ValueKind != JsonValueKind.Array || listed.GetArrayLength() == 0)
        {
            return _invalidScopes;
        }

        var scopes = new List<Scope>();
        foreach (var item in listed.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || Postrider.Access.Scopes.Expand(item.GetString()!) is not { Count: > 0 } named)
            {
                return _invalidScopes.With($"'scopes' holds {item.GetRawText()}, which is not a scope. There are {string.Join(", ", Postrider.Access.Scopes.All)}.");
            }

            if (named.FirstOrDefault(scope => !granter.Scopes.Covers(ScopeSet.Of(scope))) is { } lacking)
            {
                return ApiErrors.Lacks(lacking).With($"The API key lacks the scope '{lacking.Name}' and so cannot grant it.");
            }

            scopes.AddRange(named);
        }

        DateTimeOffset? expiresAt = null;
        if (body.Root.TryGetProperty("expires_at", out var expiry) && expiry.ValueKind != JsonValueKind.Null)
        {
            if (!WireTime.TryRead(expiry, out var time) || time <= now)
            {
                return _invalidExpiry;
            }

            expiresAt = time;
        }

        request = new NewKeyRequest(name, ScopeSet.Of(scopes), expiresAt);
        return null;
    }
}
