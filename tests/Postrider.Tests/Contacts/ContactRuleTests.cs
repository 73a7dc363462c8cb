using Postrider.Contacts;
using Xunit;

namespace Postrider.Tests.Contacts;

public sealed class ContactRuleTests
{
    private static readonly Contact _ann = Contact(("FirstName", "Ann"), ("Email", "ann@example.com"), ("City", "Oslo"), ("CallStatus", "called")) with { ContactId = 7, OptedOut = true };

    [Fact]
    public void A_creation_blanks_what_was_not_sent_but_no_opt_out()
    {
        var made = ContactRule.Create(_ann, Change(("FirstName", "Anna"), ("Email", "Ann@Example.com")));
        Assert.Equal((7L, "Anna", null, "none", true), (made.ContactId, made[ContactField.FirstName], made[ContactField.City], made[ContactField.CallStatus], made.OptedOut));
    }

    [Fact]
    public void A_change_touches_only_what_was_sent()
    {
        var changed = ContactRule.Change(_ann, Change(("City", " "), ("LastName", "Lee")));
        Assert.Equal(("Ann Lee", null, "called"), (changed.FullName, changed[ContactField.City], changed[ContactField.CallStatus]));
        Assert.Equal("Oslo", _ann[ContactField.City]);
    }

    [Theory]
    [InlineData(false, "Ann", "Norway")]
    [InlineData(true, "Bob", "Norway")]
    public void An_import_fills_what_is_empty_and_overwrites_only_when_told(bool overwrite, string first, string country)
    {
        var imported = ContactRule.Import(_ann, Change(("FirstName", "Bob"), ("Country", "Norway"), ("City", "")), new ImportOptions { OverwriteExisting = overwrite });
        Assert.Equal((ImportStatus.Updated, 7L), (imported.Status, imported.ContactId));
        Assert.Equal((first, country, "Oslo"), (imported.Contact![ContactField.FirstName], imported.Contact[ContactField.Country], imported.Contact[ContactField.City]));
    }

    [Fact]
    public void An_import_skips_the_known_when_told_and_fails_without_a_first_name()
    {
        Assert.Equal((ImportStatus.Skipped, 7L), Of(ContactRule.Import(_ann, Change(("FirstName", "Bob")), new ImportOptions { SkipExisting = true })));
        Assert.Equal((ImportStatus.Failed, (long?)null), Of(ContactRule.Import(null, Change(("LastName", "Lee")), new ImportOptions())));
        Assert.Equal(ImportStatus.Updated, ContactRule.Import(_ann, Change(("LastName", "Lee")), new ImportOptions()).Status);
        Assert.Equal(ImportStatus.Created, ContactRule.Import(null, Change(("FirstName", "Bob")), new ImportOptions { SkipExisting = true }).Status);
    }

    [Theory]
    [InlineData("Norway", null, null, null, "Europe/Oslo")]
    [InlineData("USA", "CA", null, null, "America/Los_Angeles")]
    [InlineData("US", "Texas", "Austin", null, "America/Chicago")]
    [InlineData("US", "Texas", null, null, null)]
    [InlineData("Brazil", null, "São Paulo", null, "America/Sao_Paulo")]
    [InlineData(null, null, null, "+4915123456789", "Europe/Berlin")]
    [InlineData(null, null, null, "+35812345678", "Europe/Helsinki")]
    [InlineData(null, null, null, "+14155550100", null)]
    [InlineData("Atlantis", null, null, "+4915123456789", null)]
    public void A_time_zone_is_guessed_only_where_there_is_no_doubt(string? country, string? state, string? city, string? phone, string? zone) =>
        Assert.Equal(zone, ZoneGuess.Of(Contact(("Country", country), ("State", state), ("City", city), ("Phone", phone))));

    [Fact]
    public void Every_address_is_known_once()
    {
        var contact = Contact(("Email", "Ann@Example.com"), ("LinkedInUrl", "linkedin.com/in/Ann-Lee"), ("Phone", "+1 (415) 555-0100"), ("Phone2", "0014155550100"));
        Assert.Equal(["mail:ann@example.com", "linkedin:ann-lee", "phone:+14155550100"], contact.Addresses());
        Assert.Equal("example.com", contact.Domain);
    }

    private static (ImportStatus, long?) Of(ImportedContact imported) => (imported.Status, imported.ContactId);

    private static Contact Contact(params (string Field, string? Value)[] fields) => new Contact().With(Change(fields).Fields);

    private static ContactChange Change(params (string Field, string? Value)[] fields)
    {
        var change = new ContactChange();
        foreach (var (field, value) in fields)
        {
            Assert.Null(change.Set(Enum.Parse<ContactField>(field), value));
        }

        return change;
    }
}
