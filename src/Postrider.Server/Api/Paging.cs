using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Postrider.Server.Api;

/// <summary>The part of a list that a caller asks for. A cursor is opaque: the text of the last item's place, in base64url.</summary>
internal readonly record struct Paging(int Limit, string? After)
{
    public const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    public static ApiError? TryRead(IQueryCollection query, out Paging paging)
    {
        paging = new Paging(DefaultLimit, null);
        if (query.TryGetValue("limit", out var limit))
        {
            if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MaxLimit)
            {
                return ApiErrors.InvalidLimit;
            }

            paging = paging with { Limit = number };
        }

        if (query.TryGetValue("cursor", out var cursor) && cursor.ToString() is { Length: > 0 and <= 512 } text)
        {
            try
            {
                paging = paging with { After = System.Text.Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text)) };
            }
            catch (FormatException)
            {
                return ApiErrors.InvalidCursor;
            }
        }

        return null;
    }

    /// <summary>
    /// One page and its cursor, from a list that was read with one item more than <see cref="Limit"/>: only the extra one
    /// tells that there is a next page.
    /// </summary>
    public (IReadOnlyList<T> Items, string? NextCursor) Page<T>(IReadOnlyList<T> read, Func<T, string> place) => read.Count <= Limit
        ? (read, null)
        : ([.. read.Take(Limit)], WebEncoders.Base64UrlEncode(System.Text.Encoding.UTF8.GetBytes(place(read[Limit - 1]))));
}
