using System.Net;
using Postrider.Jobs;
using Postrider.Suppression;

namespace Postrider.Channels.Email;

/// <summary>The line at a mail's end by which a recipient unsubscribes. It stands there only where the caller gave its words.</summary>
internal static class Footer
{
    public static string? Text(JobContent content, UnsubscribeLink link) =>
        content.Text is null || content.UnsubscribeText is not { } words ? content.Text : $"{content.Text.TrimEnd()}\n\n-- \n{words}\n{link.Address}\n";

    public static string? Html(JobContent content, UnsubscribeLink link)
    {
        if (content.Html is not { } html || content.UnsubscribeText is not { } words)
        {
            return content.Html;
        }

        var line = $"<p style=\"font-size:small;color:#666\"><a href=\"{link.Address}\">{WebUtility.HtmlEncode(words)}</a></p>";
        var end = html.LastIndexOf("</body", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? html + line : html.Insert(end, line);
    }
}
