using System.Text.RegularExpressions;
using Postrider.Contacts;
using Xunit;

namespace Postrider.Tests.Contacts;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Jörg", true)]
    [InlineData("ÖRG", true)]
    [InlineData("örg müll", true)]
    [InlineData("müller", true)]
    [InlineData("rg@ac", true)]
    [InlineData("ö", false)]
    [InlineData("mü", true)]
    [InlineData("ll", false)]
    [InlineData("j", true)]
    [InlineData("100%_", true)]
    [InlineData("100_%", false)]
    [InlineData("Ж", true)]
    [InlineData("Жук", true)]
    [InlineData("ук", false)]
    [InlineData("шук", false)]
    public void A_term_is_found_anywhere_and_a_short_one_where_words_begin(string term, bool found)
    {
        var contact = new Contact().With(
        [
            new(ContactField.FirstName, "Jo\u0308rg"), new(ContactField.LastName, "Müller"), new(ContactField.Email, "joerg@acme.com"),
            new(ContactField.Company, "100%_Wolle Жук"),
        ]);
        Assert.Equal(found, Like(SearchText.Of(contact), SearchText.Pattern(term)!));
    }

    [Fact]
    public void Searches_are_of_ascii_alone()
    {
        Assert.All(SearchText.Of(new Contact().With([new(ContactField.FirstName, "한국 \uffff \ud83d\ude00")])), c => Assert.True(char.IsAscii(c)));
        Assert.Null(SearchText.Pattern(" \t"));
        Assert.True(SearchText.IsIndexed(SearchText.Pattern("ж..")!));
        Assert.False(SearchText.IsIndexed(SearchText.Pattern("...")!));
    }

    private static bool Like(string text, string pattern) =>
        Regex.IsMatch(text, "^" + Regex.Replace(Regex.Escape(pattern).Replace("%", ".*", StringComparison.Ordinal), @"\\\\(\.\*|_)", match => match.Groups[1].Value == "_" ? "_" : "%") + "$");
}
