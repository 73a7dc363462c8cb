using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace Postrider.Mail.Mime;

/// <summary>
/// HTML as plain text: paragraphs, lists, rows of tables, links as <c>text (url)</c>. It reads tag by tag and builds no tree, so nesting costs nothing and time is linear.
/// </summary>
public static class HtmlText
{
    /// <summary>So many characters of the HTML are read; the rest is left out.</summary>
    public const int MostHtml = 1024 * 1024;

    public static string ToText(string html)
    {
        using var source = new TextSource(new StringTextSource(html.Length > MostHtml ? html[..MostHtml] : html));
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.ResolverExtended) { SkipComments = true, SkipProcessingInstructions = true };
        var text = new Parsing.TextFromTags();
        while (true)
        {
            ref var next = ref tokenizer.GetStructToken();
            switch (next.Type)
            {
                case HtmlTokenType.StartTag:
                    var name = next.Name.ToString();
                    tokenizer.State = ModeAfter(name);
                    text.Open(name, next.GetAttribute("href").ToString(), next.GetAttribute("alt").ToString());
                    break;
                case HtmlTokenType.EndTag:
                    text.Close(next.Name.ToString());
                    break;
                case HtmlTokenType.Character:
                    text.Add(next.Data.Memory.Span);
                    break;
                case HtmlTokenType.EndOfFile:
                    return text.ToString();
            }
        }
    }

    /// <summary>How what follows a tag is read; a tree would say so, but here is none.</summary>
    private static HtmlParseMode ModeAfter(string name) => name switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "title" or "textarea" => HtmlParseMode.RCData,
        _ => HtmlParseMode.PCData,
    };
}
