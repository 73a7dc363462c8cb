using System.Globalization;

namespace Postrider.Server.Api.Dispatch;

/// <summary>The header <c>Prefer: wait=N</c> of RFC 7240, which v2 knows: hold the answer until the job has ended, at most 20 seconds.</summary>
internal static class Preference
{
    private const int Longest = 20;

    public static bool IsV2(HttpContext context) => context.Request.Path.StartsWithSegments("/api/v2");

    public static TimeSpan? Wait(HttpContext context)
    {
        if (!IsV2(context))
        {
            return null;
        }

        foreach (var part in context.Request.Headers["Prefer"].SelectMany(value => (value ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)))
        {
            if (part.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(part.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, Longest));
            }
        }

        return null;
    }
}
