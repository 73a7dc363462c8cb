using Postrider.Contacts;
using Xunit;

namespace Postrider.Tests.Contacts;

public sealed class RecipientAddressTests
{
    [Theory]
    [InlineData("Ann@Example.COM", "mail:ann@example.com")]
    [InlineData("  ann@example.com ", "mail:ann@example.com")]
    [InlineData("ann+tag@example.co.uk", "mail:ann+tag@example.co.uk")]
    [InlineData("o'brien@example.com", "mail:o'brien@example.com")]
    [InlineData("jörg@exämple.de", "mail:jörg@exämple.de")]
    [InlineData("JÖRG@example.de", "mail:jörg@example.de")]
    [InlineData("root@localhost", "mail:root@localhost")]
    [InlineData("", null)]
    [InlineData("ann", null)]
    [InlineData("@example.com", null)]
    [InlineData("ann@", null)]
    [InlineData("ann@@example.com", null)]
    [InlineData(".ann@example.com", null)]
    [InlineData("ann.@example.com", null)]
    [InlineData("an..n@example.com", null)]
    [InlineData("an n@example.com", null)]
    [InlineData("ann@exam ple.com", null)]
    [InlineData("ann@example..com", null)]
    [InlineData("ann@-example.com", null)]
    [InlineData("ann@example-.com", null)]
    [InlineData("ann@example.com.", null)]
    [InlineData("ann@exa_mple.com", null)]
    [InlineData("ann@example.com\r\nBcc: all@example.com", null)]
    [InlineData("ann\n@example.com", null)]
    [InlineData("Ann <ann@example.com>", null)]
    [InlineData("ann@example.com,bob@example.com", null)]
    public void Mail_compares_in_lower_case(string text, string? address) => Assert.Equal(address, RecipientAddress.Mail(text));

    [Fact]
    public void Mail_has_bounded_parts()
    {
        Assert.NotNull(RecipientAddress.Mail(new string('a', 64) + "@example.com"));
        Assert.Null(RecipientAddress.Mail(new string('a', 65) + "@example.com"));
        Assert.NotNull(RecipientAddress.Mail("a@" + new string('b', 63) + ".com"));
        Assert.Null(RecipientAddress.Mail("a@" + new string('b', 64) + ".com"));
        Assert.Null(RecipientAddress.Mail("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5))));
    }

    [Theory]
    [InlineData("https://www.linkedin.com/in/ann-lee/")]
    [InlineData("https://linkedin.com/in/ann-lee")]
    [InlineData("http://LinkedIn.com/IN/Ann-Lee")]
    [InlineData("https://de.linkedin.com/in/ann-lee/en")]
    [InlineData("https://m.linkedin.com/in/ann-lee?trk=x&y=/in/bob")]
    [InlineData("https://www.linkedin.com/in/ann-lee/details/skills/#top")]
    [InlineData("https://www.linkedin.com:443/in/ann-lee")]
    [InlineData(" https://www.linkedin.com//in//ann-lee ")]
    [InlineData("https://www.linkedin.com/in/%61nn-lee")]
    public void A_person_s_page_compares_by_its_slug(string text) => Assert.Equal("linkedin:ann-lee", RecipientAddress.LinkedIn(text));

    [Theory]
    [InlineData("https://www.linkedin.com/company/acme")]
    [InlineData("https://www.linkedin.com/school/acme/in/ann")]
    [InlineData("https://www.linkedin.com/in/")]
    [InlineData("https://www.linkedin.com/in/%20")]
    [InlineData("https://www.linkedin.com/inn/ann")]
    [InlineData("https://www.linkedin.com")]
    [InlineData("https://evil-linkedin.com/in/ann")]
    [InlineData("https://evillinkedin.com/in/ann")]
    [InlineData("https://linkedin.com.evil.com/in/ann")]
    [InlineData("https://www.linkedin.com@evil.com/in/ann")]
    [InlineData("https://ann:secret@www.linkedin.com/in/ann")]
    [InlineData("https://www.linkedin.com:8443/in/ann")]
    [InlineData("https://evil.www.linkedin.com/in/ann")]
    [InlineData("https://eng.linkedin.com/in/ann")]
    [InlineData("https://12.linkedin.com/in/ann")]
    [InlineData("https://www.lınkedin.com/in/ann")]
    [InlineData("https://evil.com/https://www.linkedin.com/in/ann")]
    [InlineData("https://evil.com#@www.linkedin.com/in/ann")]
    [InlineData("https://evil.com\\@www.linkedin.com/in/ann")]
    [InlineData("ftp://www.linkedin.com/in/ann")]
    [InlineData("javascript://www.linkedin.com/in/ann")]
    [InlineData("www.linkedin.com/in/ann")]
    [InlineData("https://www.linkedin.com/in/a%2Fb")]
    [InlineData("https://www.linkedin.com/in/a%5Cb")]
    [InlineData("https://www.linkedin.com/in/a%00b")]
    [InlineData("https://www.linkedin.com/in/../company/acme")]
    [InlineData("")]
    public void What_is_not_a_person_s_page_has_no_normal_form(string text) => Assert.Null(RecipientAddress.LinkedIn(text));

    [Fact]
    public void A_slug_of_any_script_compares_as_its_reader_sees_it()
    {
        Assert.Equal("linkedin:jörg-müller", RecipientAddress.LinkedIn("https://www.linkedin.com/in/Jörg-Müller"));
        Assert.Equal("linkedin:jörg-müller", RecipientAddress.LinkedIn("https://www.linkedin.com/in/j%C3%B6rg-m%C3%BCller/"));
        Assert.Equal("linkedin:田中", RecipientAddress.LinkedIn("https://jp.linkedin.com/in/田中"));
    }

    [Fact]
    public void A_slug_compares_alike_however_its_accents_are_composed() =>
        Assert.Equal(RecipientAddress.LinkedIn("https://www.linkedin.com/in/ren\u00e9"), RecipientAddress.LinkedIn("https://www.linkedin.com/in/rene\u0301"));

    [Fact]
    public void Accents_are_put_together_with_their_letters_and_left_alone_where_they_have_none()
    {
        Assert.Equal("jörg@example.de", RecipientAddress.Bare(RecipientAddress.Mail("jo\u0308rg@example.de")!));
        Assert.Equal("ế", Accents.Compose("e\u0302\u0301"));
        Assert.Equal("й", Accents.Compose("и\u0306"));
        Assert.Equal("\u0301q\u0301", Accents.Compose("\u0301q\u0301"));
    }

    [Theory]
    [InlineData("+15550100100", "phone:+15550100100")]
    [InlineData("+1 (555) 010-01.00", "phone:+15550100100")]
    [InlineData("+1234567", "phone:+1234567")]
    [InlineData("+123456789012345", "phone:+123456789012345")]
    [InlineData("+1234567890123456", "id:+1234567890123456")]
    [InlineData("+123456", "id:+123456")]
    [InlineData("+05550100100", "id:+05550100100")]
    [InlineData("15550100100", "id:15550100100")]
    [InlineData("+1555x0100100", "id:+1555x0100100")]
    [InlineData("+15550100100+1", "id:+15550100100+1")]
    [InlineData("+١٢٣٤٥٦٧٨٩", "id:+١٢٣٤٥٦٧٨٩")]
    [InlineData("49170@s.whatsapp.net", "id:49170@s.whatsapp.net")]
    [InlineData(" group-1 ", "id:group-1")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("a\tb", null)]
    [InlineData("a\0b", null)]
    public void A_phone_compares_by_its_digits_and_any_other_identifier_as_it_is(string text, string? address) => Assert.Equal(address, RecipientAddress.Phone(text));

    [Fact]
    public void A_contact_identifier_has_at_most_128_characters()
    {
        Assert.Equal("id:" + new string('x', 128), RecipientAddress.Phone(new string('x', 128)));
        Assert.Null(RecipientAddress.Phone(new string('x', 129)));
        Assert.NotNull(RecipientAddress.Phone(" " + new string('x', 128) + " "));
    }

    [Theory]
    [InlineData("Ann@Example.com", "mail:ann@example.com")]
    [InlineData("49170@s.whatsapp.net", "mail:49170@s.whatsapp.net")]
    [InlineData("https://www.linkedin.com/in/Ann", "linkedin:ann")]
    [InlineData("https://www.linkedin.com/company/acme", null)]
    [InlineData("+1 555 010 0100", "phone:+15550100100")]
    [InlineData("group-1", "id:group-1")]
    public void A_suppression_typed_by_a_person_finds_its_kind(string text, string? address) => Assert.Equal(address, RecipientAddress.Any(text));

    [Fact]
    public void The_bare_address_is_what_stands_behind_the_kind()
    {
        Assert.Equal("ann@example.com", RecipientAddress.Bare("mail:ann@example.com"));
        Assert.Equal("a:b", RecipientAddress.Bare("id:a:b"));
    }
}
