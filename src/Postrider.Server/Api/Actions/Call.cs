using System.Globalization;

namespace Postrider.Server.Api.Actions;

/// <summary>What calls read from a request in one and the same way.</summary>
internal static class Call
{
    /// <summary>The id in the path; of what is no id there is nothing, so zero.</summary>
    public static long Id(HttpContext context, string name = "id") =>
        long.TryParse((string?)context.Request.RouteValues[name], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>Reads the members of the body. When something is wrong with it, the call is answered and the result is false.</summary>
    public static async Task<bool> ReadAsync(HttpContext context, string code, Action<Fields> read)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return false;
        }

        var fields = new Fields(body.Root);
        read(fields);
        if (fields.IsFaulty)
        {
            await ActionsAnswer.ProblemAsync(context, fields.ToProblem(code));
            return false;
        }

        return true;
    }

    /// <summary>The page asked for; null when it makes no sense, and the call is answered.</summary>
    public static async Task<SkipPage?> PageAsync(HttpContext context)
    {
        if (SkipPage.TryRead(context.Request.Query, out var page) is { } problem)
        {
            await ActionsAnswer.ProblemAsync(context, problem);
            return null;
        }

        return page;
    }

    /// <summary>The answer to a bulk call whose ids may name what is not there.</summary>
    public static Task MissingAsync(HttpContext context, IEnumerable<long> asked, IReadOnlySet<long> found, string error) =>
        ActionsAnswer.FailuresAsync(context, asked.Where(id => !found.Contains(id)).Select(id => (id, error, (string?)null)));
}
