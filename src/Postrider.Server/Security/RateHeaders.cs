using System.Globalization;
using Postrider.Access;

namespace Postrider.Server.Security;

/// <summary>The six headers of every authenticated answer. A limit that is off has none.</summary>
internal static class RateHeaders
{
    private static readonly string _window = RateLimitSettings.Window.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    public static void Write(IHeaderDictionary headers, RateVerdict? key, RateVerdict? workspace)
    {
        if (key is { } ofKey)
        {
            headers["X-RateLimit-Limit"] = Text(ofKey.Limit);
            headers["X-RateLimit-Remaining"] = Text(ofKey.Remaining);
            headers["X-RateLimit-Window-Ms"] = _window;
        }

        if (workspace is { } ofWorkspace)
        {
            headers["X-User-RateLimit-Limit"] = Text(ofWorkspace.Limit);
            headers["X-User-RateLimit-Remaining"] = Text(ofWorkspace.Remaining);
            headers["X-User-RateLimit-Window-Ms"] = _window;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
