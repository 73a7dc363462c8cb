using Postrider.Contacts;
using Postrider.Suppression;
using Xunit;

namespace Postrider.Tests.Contacts;

public sealed class ContactCheckTests
{
    [Theory]
    [InlineData("+1 415-555-0100", "+14155550100")]
    [InlineData("0049 (0)30 / 123.456", "+4930123456")]
    [InlineData("+49\u00a030\u2011123456", "+4930123456")]
    [InlineData("+4930123", "+4930123")]
    [InlineData("030 123456", null)]
    [InlineData("+49", null)]
    [InlineData("+0301234567", null)]
    [InlineData("++4930123456", null)]
    [InlineData("+4930123456 ext 5", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("(0)(0)", null)]
    [InlineData("+", null)]
    public void A_phone_number_is_kept_as_e164(string text, string? number) => Assert.Equal(number, PhoneNumber.Normalize(text));

    [Theory]
    [InlineData(ContactField.Email, "ann", false)]
    [InlineData(ContactField.TimeZoneId, "america/los_angeles", true)]
    [InlineData(ContactField.TimeZoneId, "Mars/Base", false)]
    [InlineData(ContactField.CompanySize, "TwoHundred", true)]
    [InlineData(ContactField.CompanySize, "many", false)]
    [InlineData(ContactField.LinkedInUrl, "https://www.linkedin.com/company/acme", false)]
    [InlineData(ContactField.LinkedInSalesNavigatorUrl, "https://www.linkedin.com/sales/lead/x", true)]
    [InlineData(ContactField.LinkedInSalesNavigatorUrl, "https://linkedin.com.evil.test/", false)]
    [InlineData(ContactField.FirstName, "A\0", false)]
    [InlineData(ContactField.FirstName, "A\nB", false)]
    [InlineData(ContactField.Notes, "A\nB", true)]
    [InlineData(ContactField.LastName, "\ud83d\ude00", true)]
    [InlineData(ContactField.CallStatus, "TOCALL", true)]
    public void A_field_takes_what_makes_sense(ContactField field, string text, bool fits) => Assert.Equal(fits, ContactCheck.Normalize(field, text, out _) is null);

    [Fact]
    public void Words_are_kept_as_they_are_answered_and_blanks_are_nothing()
    {
        ContactCheck.Normalize(ContactField.TimeZoneId, "america/los_angeles", out var zone);
        ContactCheck.Normalize(ContactField.CompanySize, "TwoHundred", out var size);
        ContactCheck.Normalize(ContactField.MeetingStatus, null, out var status);
        ContactCheck.Normalize(ContactField.City, "  ", out var city);
        Assert.Equal(("America/Los_Angeles", "twoHundred", "none", null), (zone, size, status, city));
        Assert.NotNull(ContactCheck.Normalize(ContactField.City, new string('x', 101), out _));

        // Attributes cannot hold half a character.
        Assert.NotNull(ContactCheck.Normalize(ContactField.City, "\ud83d", out _));
    }

    [Theory]
    [InlineData("Acme.com", "acme.com")]
    [InlineData(" @acme.co.uk ", "acme.co.uk")]
    [InlineData("acme", null)]
    [InlineData("*.acme.com", null)]
    [InlineData("a@acme.com", null)]
    [InlineData("", null)]
    public void A_rule_for_a_domain_names_one(string text, string? pattern) => Assert.Equal(pattern, SuppressionRule.Normalize(SuppressionFamily.Domain, text));

    [Theory]
    [InlineData("mail:ann@acme.com", "acme.com")]
    [InlineData("linkedin:ann@acme.com", "")]
    [InlineData("id:x@acme.com", "")]
    public void Only_mail_has_a_domain(string address, string domain) => Assert.Equal(domain, SuppressionRule.Domain(address));
}
