using Postrider.Contacts;
using Postrider.Storage;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Contacts;

public sealed class ContactFilterTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_terms_and_sorts_find_whom_they_say()
    {
        await using var house = await ContactHouse.StartAsync(database, "rules");
        var size = (await house.Node.Get<ICustomFieldStore>().CreateAsync(house.Workspace, new CustomField(0, "Seats", true, null, false), Cancellation))!;
        await MakeAsync(house, size, "Ann", "Lee", "Acme", "Oslo", "5");
        await MakeAsync(house, size, "Bob", "Müller", "acme GmbH", null, "12.5");
        await MakeAsync(house, size, "Cy", "O'Leary 100%", null, "Bonn", null);
        var company = new FilterProperty.Text(ContactField.Company);
        var city = new FilterProperty.Text(ContactField.City);
        var seats = new FilterProperty.Custom(size.FieldId, true);
        await FindsAsync(house, "Ann", Rule(company, FilterCondition.Equals, "ACME"));
        await FindsAsync(house, "Bob Cy", Rule(company, FilterCondition.NotEquals, "acme"));
        await FindsAsync(house, "Ann Bob", Rule(company, FilterCondition.Contains, "cme"));
        await FindsAsync(house, "Cy", Rule(company, FilterCondition.NotContains, "cme"));
        await FindsAsync(house, "Ann Bob", Rule(company, FilterCondition.StartsWith, "AC"));
        await FindsAsync(house, "Bob", Rule(city, FilterCondition.IsEmpty, null));
        await FindsAsync(house, "Ann", Rule(city, FilterCondition.IsNotEmpty, null), Rule(company, FilterCondition.IsNotEmpty, null));
        await FindsAsync(house, "Bob", Rule(seats, FilterCondition.Greater, "5"));
        await FindsAsync(house, "Ann", Rule(seats, FilterCondition.Equals, "5.0"));
        await FindsAsync(house, "Cy", Rule(seats, FilterCondition.IsEmpty, null));
        await FindsAsync(house, "Ann Bob Cy", Rule(new FilterProperty.Created(), FilterCondition.Greater, "2001-02-03"), Rule(new FilterProperty.OptedOut(), FilterCondition.Equals, "false"));
        await FindsAsync(house, "", Rule(new FilterProperty.Updated(), FilterCondition.Less, "2001-02-03T00:00:00Z"));
        await FindsAsync(house, "", Rule(company, FilterCondition.Contains, "'; drop table contact; --"));
        Assert.Equal(["Bob"], await NamesAsync(house, new ContactFilter { SearchTerm = "ÜLL" }));
        Assert.Equal(["Cy"], await NamesAsync(house, new ContactFilter { SearchTerm = "100%" }));
        Assert.Equal(["Ann"], await NamesAsync(house, new ContactFilter { SearchTerm = "ann  lee" }));
        Assert.Equal(["Ann"], await NamesAsync(house, new ContactFilter { SearchTerm = "l", Rules = [Rule(company, FilterCondition.IsNotEmpty, null)] }));
        Assert.Equal(["Bob", "Ann", "Cy"], await NamesAsync(house, new ContactFilter { Sort = new(seats, true) }));
        Assert.Equal(["Cy", "Ann", "Bob"], await NamesAsync(house, new ContactFilter { Sort = new(city, false) }));
        Assert.Equal(["Cy", "Bob"], await NamesAsync(house, new ContactFilter { Sort = new(null, true), Limit = 2 }));
        Assert.Equal(["Bob"], await NamesAsync(house, new ContactFilter { Skip = 1, Limit = 1 }));
    }

    [Fact]
    public async Task A_filter_of_many_finds_the_same_by_index_and_in_order()
    {
        await using var house = await ContactHouse.StartAsync(database, "many");
        var list = (await house.Lists.CreateAsync(house.Workspace, "Some", false, Cancellation))!;
        for (var part = 0; part < 6; part++)
        {
            var items = Enumerable.Range(part * 1000, 1000).Select(i => ContactHouse.Person(i % 3 == 0 ? "Common" : i % 700 == 1 ? "Seldom" : "Other", $"p{i}@example.com")).ToArray();
            await house.Contacts.ImportAsync(house.Workspace, items, new ImportOptions { ListIds = part < 4 ? [list.ListId] : [] }, Cancellation);
        }

        foreach (var (term, count) in new[] { ("common", 2000), ("seldom", 6), ("nobody", 0), ("p5999@", 1), ("co", 2000) })
        {
            var page = await house.FilterAsync(new ContactFilter { SearchTerm = term, Limit = 3 });
            Assert.Equal((Math.Min(count, 3), (long)count, true), (page.Contacts.Count, page.Total, page.TotalIsExact));
            Assert.Equal(page.Contacts.Select(contact => contact.ContactId).Order(), page.Contacts.Select(contact => contact.ContactId));
            var back = await house.FilterAsync(new ContactFilter { SearchTerm = term, Limit = 3, Sort = new(null, true) });
            Assert.Equal(back.Contacts.Select(contact => contact.ContactId).OrderDescending(), back.Contacts.Select(contact => contact.ContactId));
            Assert.True(count < 4 || back.Contacts[^1].ContactId > page.Contacts[^1].ContactId);
        }

        var seen = new List<long>();
        for (var skip = 0; skip < 6; skip += 2)
        {
            seen.AddRange((await house.FilterAsync(new ContactFilter { SearchTerm = "seldom", Skip = skip, Limit = 2 })).Contacts.Select(contact => contact.ContactId));
        }

        Assert.Equal(6, seen.Distinct().Count());
        var listed = await house.FilterAsync(new ContactFilter { ListId = list.ListId, SearchTerm = "seldom" });
        Assert.Equal((4, 4L), (listed.Contacts.Count, listed.Total));
        Assert.Equal(4000L, (await house.FilterAsync(new ContactFilter { ListId = list.ListId, Limit = 1 })).Total);
        Assert.Equal(["Seldom"], (await house.FilterAsync(new ContactFilter { SearchTerm = "seldom", Sort = new(new FilterProperty.Text(ContactField.FirstName), false) })).Contacts.Select(contact => contact[ContactField.FirstName]).Distinct());
    }

    private static FilterRule Rule(FilterProperty property, FilterCondition condition, string? value)
    {
        Assert.Null(FilterRule.TryRead(property, condition, value, out var rule));
        return rule!;
    }

    private static Task<Contact> MakeAsync(ContactHouse house, CustomField field, string first, string last, string? company, string? city, string? value)
    {
        var change = ContactHouse.Change((ContactField.FirstName, first), (ContactField.LastName, last), (ContactField.Company, company), (ContactField.City, city));
        Assert.Null(change.SetCustom(field, value));
        return house.CreateAsync(change);
    }

    private static async Task FindsAsync(ContactHouse house, string names, params FilterRule[] rules)
    {
        var page = await house.FilterAsync(new ContactFilter { Rules = rules });
        Assert.Equal(names, string.Join(' ', page.Contacts.Select(contact => contact[ContactField.FirstName])));
        Assert.Equal((page.Contacts.Count, true), ((int)page.Total, page.TotalIsExact));
    }

    private static async Task<IEnumerable<string?>> NamesAsync(ContactHouse house, ContactFilter filter) =>
        (await house.FilterAsync(filter)).Contacts.Select(contact => contact[ContactField.FirstName]);
}
