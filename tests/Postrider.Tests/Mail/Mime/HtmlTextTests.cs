using Postrider.Mail.Mime;
using Xunit;

namespace Postrider.Tests.Mail.Mime;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [InlineData("<h1>Title</h1>Text<br>next", "Title\n\nText\nnext")]
    [InlineData("<div>a</div><div>b</div>", "a\nb")]
    [InlineData("a  \n\t b&nbsp;c", "a b c")]
    [InlineData("<a href='https://e.org/x?a=1&amp;b=2'>here</a>", "here (https://e.org/x?a=1&b=2)")]
    [InlineData("<a href='https://e.org'>https://e.org</a>", "https://e.org")]
    [InlineData("<a href='mailto:a@b.c'>a@b.c</a>", "a@b.c")]
    [InlineData("<a href='javascript:alert(1)'>no</a> <a href='#top'>top</a>", "no top")]
    [InlineData("<a href='https://e.org'>one<p>two", "one\n\ntwo (https://e.org)")]
    [InlineData("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c")]
    [InlineData("<ol><li>a</li><li>b</li></ol>after", "1. a\n2. b\n\nafter")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a | b\nc")]
    [InlineData("<style>p{}</style><script>if (a<b) '</p>'</script><title>t</title>seen", "seen")]
    [InlineData("<script><!-- <script> --></script>seen", "seen")]
    [InlineData("<template>no</template><select><option>no</select>seen", "seen")]
    [InlineData("<pre>a\n  b</pre>", "a\nb")]
    [InlineData("<img src=x alt='A picture'>", "A picture")]
    [InlineData("&euro;&#8364;&#x20AC;&amp;lt;", "€€€&lt;")]
    [InlineData("a &#0; &#xD800; b", "a \uFFFD \uFFFD b")]
    [InlineData("<!-- no --><p>yes", "yes")]
    [InlineData("1 < 2 > 0", "1 < 2 > 0")]
    [InlineData("<br><br><br><br><br>a<br><br><br><br><br>b", "a\n\n\nb")]
    [InlineData("", "")]
    public void Html_becomes_text(string html, string text) => Assert.Equal(text, HtmlText.ToText(html));

    [Fact]
    public void Nesting_has_no_cost()
    {
        var deep = string.Concat(Enumerable.Repeat("<div><b><i><ul><li><table><tr><td>", 20_000));
        Assert.Equal("x", HtmlText.ToText($"{deep}x")[^1..]);
        Assert.InRange(HtmlText.ToText($"{deep}x").Length, 1, 100);
    }

    [Fact]
    public void Only_so_much_is_read() =>
        Assert.Equal(HtmlText.MostHtml, HtmlText.ToText(new string('x', HtmlText.MostHtml + 100)).Length);
}
