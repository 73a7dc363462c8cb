namespace Postrider.Server.Security;

/// <summary>The key that a request shows: as a bearer, else in <c>x-api-key</c>. Empty when it shows none.</summary>
internal static class PresentedKey
{
    private const string Scheme = "Bearer ";

    public static ReadOnlyMemory<char> Of(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var text = authorization.AsMemory(Scheme.Length).Trim();
            if (!text.IsEmpty)
            {
                return text;
            }
        }

        return request.Headers["x-api-key"] is [{ } key] ? key.AsMemory().Trim() : default;
    }
}
