using System.Net;
using System.Reflection;
using System.Text;
using Postrider.Server.Api.Actions;

namespace Postrider.Server.Api.Reference;

/// <summary>What each problem of the Actions API means: the page that a problem's <c>type</c> leads to.</summary>
internal static class ProblemPage
{
    private static readonly Problem[] _known =
    [
        .. Types().SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public)).Select(field => field.GetValue(null)).OfType<Problem>().DistinctBy(problem => problem.Code).OrderBy(problem => problem.Code, StringComparer.Ordinal),
    ];

    /// <summary>Every problem that an endpoint can name.</summary>
    public static IReadOnlyList<Problem> Known => _known;

    public static Task AnswerAsync(HttpContext context)
    {
        var list = new StringBuilder("<p>Answers of the Actions API that are no success carry one of these codes.</p><dl>");
        foreach (var problem in _known)
        {
            list.Append("<dt id=\"").Append(WebUtility.HtmlEncode(problem.Code)).Append("\"><code>").Append(WebUtility.HtmlEncode(problem.Code)).Append("</code> (").Append(problem.Status)
                .Append(")</dt><dd>").Append(WebUtility.HtmlEncode(problem.Detail)).Append("</dd>");
        }

        return PlainPage.AnswerAsync(context, StatusCodes.Status200OK, "Problems of the Actions API", list.Append("</dl>").ToString());
    }

    private static IEnumerable<Type> Types() =>
        typeof(Problem).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith(typeof(Problem).Namespace!, StringComparison.Ordinal) == true && type.Name.EndsWith("Problems", StringComparison.Ordinal));
}
