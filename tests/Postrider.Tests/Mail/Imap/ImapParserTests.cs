using System.Text;
using Postrider.Mail.Imap;
using Xunit;

namespace Postrider.Tests.Mail.Imap;

public sealed class ImapParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a b", "a b")]
    [InlineData("  a   b  ", "a b")]
    [InlineData("()", "()")]
    [InlineData("(a (b \"c d\") nil) NIL", "(a (b 'c d') NIL) NIL")]
    [InlineData("\"\"", "''")]
    [InlineData("\"a \\\"b\\\" \\\\c\"", "'a \"b\" \\c'")]
    [InlineData("\"NIL\"", "'NIL'")]
    [InlineData("{3}\r\na)b c", "'a)b' c")]
    [InlineData("~{3+}\r\na\0b", "'a\0b'")]
    [InlineData("({0}\r\n)", "('')")]
    [InlineData("{12} {x} {", "{12} {x} {")]
    [InlineData("BODY[HEADER.FIELDS (TO CC)]<0> x", "BODY[HEADER.FIELDS (TO CC)]<0> x")]
    [InlineData("BODY[ x", "BODY[ x")]
    [InlineData(@"(\Seen \* $Junk)", @"(\Seen \* $Junk)")]
    [InlineData("a\"b\"", "a 'b'")]
    [InlineData("(a)(b)", "(a) (b)")]
    public void A_response_is_taken_apart(string text, string values) => Assert.Equal(values, string.Join(' ', Parse(text).Select(Show)));

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("\"a")]
    [InlineData("\"a\\\"")]
    [InlineData("\"a\\")]
    public void What_does_not_end_is_no_response(string text) => Assert.Throws<FormatException>(() => Parse(text));

    [Fact]
    public void Lists_may_be_deep_but_not_without_end()
    {
        Assert.Single(Parse($"{new string('(', 32)}{new string(')', 32)}"));
        Assert.Throws<FormatException>(() => Parse($"{new string('(', 33)}{new string(')', 33)}"));
        Assert.Throws<FormatException>(() => Parse(new string('(', 100_000)));
    }

    [Theory]
    [InlineData("{0}", 0, 0)]
    [InlineData("x {12}", 2, 12)]
    [InlineData("x {12+}", 2, 12)]
    [InlineData("x ~{12}", 2, 12)]
    [InlineData("{999999999999999999}", 0, 999_999_999_999_999_999)]
    public void A_literal_is_announced_at_the_end_of_a_line(string line, int begin, long length)
    {
        Assert.True(ImapParser.AnnouncesLiteral(Encoding.ASCII.GetBytes(line), out var foundBegin, out var foundLength));
        Assert.Equal((begin, length), (foundBegin, foundLength));
    }

    [Theory]
    [InlineData("")]
    [InlineData("}")]
    [InlineData("{}")]
    [InlineData("{+}")]
    [InlineData("{-1}")]
    [InlineData("{1 }")]
    [InlineData("{1}x")]
    [InlineData("{1++}")]
    [InlineData("{9999999999999999999}")]
    public void Other_braces_announce_nothing(string line) => Assert.False(ImapParser.AnnouncesLiteral(Encoding.ASCII.GetBytes(line), out _, out _));

    [Theory]
    [InlineData("* OK ready", "Untagged||OK||||ready")]
    [InlineData("* ok   [Alert]  Mind {5}", "Untagged||OK||ALERT||Mind {5}")]
    [InlineData("* OK [UIDVALIDITY 12]", "Untagged||OK||UIDVALIDITY|12|")]
    [InlineData("A7 no [trycreate] No such folder", "Tagged|A7|NO||TRYCREATE||No such folder")]
    [InlineData("A7 OK", "Tagged|A7|OK||||")]
    [InlineData("A7 OK [APPENDUID 1 2] done", "Tagged|A7|OK||APPENDUID|1 2|done")]
    [InlineData("A7 BAD [not a code", "Tagged|A7|BAD||||[not a code")]
    [InlineData("* 12 EXISTS", "Untagged||EXISTS|12|||")]
    [InlineData("*  12  exists ", "Untagged||EXISTS|12|||")]
    [InlineData("* SEARCH", "Untagged||SEARCH||||")]
    [InlineData("* BYE", "Untagged||BYE||||")]
    [InlineData("+", "Continuation||||||")]
    [InlineData("+ idling", "Continuation||||||idling")]
    public void A_line_says_what_it_is(string line, string shown)
    {
        var response = ImapResponse.Parse(Encoding.UTF8.GetBytes(line));
        Assert.Equal(shown, string.Join('|', response.Kind, response.Tag, response.Name, response.Number, response.Code, response.CodeText, response.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("* ")]
    [InlineData("* 12")]
    [InlineData("+OK POP3 ready")]
    [InlineData("220 mail.test ESMTP")]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    [InlineData("A1")]
    [InlineData("A1 BYE")]
    [InlineData("\0\0\0")]
    public void Other_lines_are_no_responses(string line) => Assert.Throws<FormatException>(() => ImapResponse.Parse(Encoding.UTF8.GetBytes(line)));

    private static IReadOnlyList<ImapValue> Parse(string text) => ImapParser.Values(Encoding.UTF8.GetBytes(text));

    private static string Show(ImapValue value) => value.Shape switch
    {
        ImapShape.Nil => "NIL",
        ImapShape.Atom => value.Text,
        ImapShape.String => $"'{value.Text}'",
        _ => $"({string.Join(' ', value.Items.Select(Show))})",
    };
}
