using Postrider.Contacts;
using Postrider.Storage;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Contacts;

public sealed class ContactStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_known_mail_address_is_the_same_contact_however_many_race()
    {
        await using var house = await ContactHouse.StartAsync(database, "creates");
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => house.CreateAsync(ContactHouse.Person($"Ann{i}", "Ann@Example.com", i == 0 ? "+14155550100" : null))));
        Assert.Single(made.Select(contact => contact.ContactId).Distinct());
        var page = await house.FilterAsync(new ContactFilter());
        Assert.Equal((1, 1L, true), (page.Contacts.Count, page.Total, page.TotalIsExact));

        var last = await house.CreateAsync(ContactHouse.Person("Zoe", "ann@example.COM"));
        Assert.Equal((made[0].ContactId, "Zoe", null), (last.ContactId, last[ContactField.FirstName], last[ContactField.Phone]));
        Assert.Empty(await house.Contacts.FindByAddressesAsync(house.Workspace, ["phone:+14155550100"], Cancellation));
    }

    [Fact]
    public async Task A_contact_is_found_by_any_of_its_addresses()
    {
        await using var house = await ContactHouse.StartAsync(database, "addresses");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com", "+14155550100", "https://www.linkedin.com/in/ann-lee"));
        var bob = await house.CreateAsync(ContactHouse.Person("Bob", null, "+14155550100"));
        var found = await house.Contacts.FindByAddressesAsync(house.Workspace, ["mail:ann@example.com", "phone:+14155550100", "linkedin:ann-lee", "linkedin:nobody"], Cancellation);
        Assert.Equal(3, found.Count);
        Assert.All(found.Values, contact => Assert.Equal(ann.ContactId, contact.ContactId));

        await house.ChangeAsync(ann.ContactId, ContactHouse.Change((ContactField.Phone, null), (ContactField.Notes, "Called twice.")));
        found = await house.Contacts.FindByAddressesAsync(house.Workspace, ["mail:ann@example.com", "phone:+14155550100"], Cancellation);
        Assert.Equal((ann.ContactId, bob.ContactId), (found["mail:ann@example.com"].ContactId, found["phone:+14155550100"].ContactId));
        Assert.Equal("Called twice.", found["mail:ann@example.com"][ContactField.Notes]);
    }

    [Fact]
    public async Task A_change_cannot_take_another_contact_s_mail_address()
    {
        await using var house = await ContactHouse.StartAsync(database, "taken");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com"));
        var bob = await house.CreateAsync(ContactHouse.Person("Bob", "bob@example.com"));
        Assert.Equal(new ContactWritten.EmailTaken(ann.ContactId), await house.Contacts.ChangeAsync(house.Workspace, bob.ContactId, ContactHouse.Change((ContactField.Email, "ANN@example.com")), Cancellation));
        Assert.IsType<ContactWritten.NotFound>(await house.Contacts.ChangeAsync(house.Workspace, long.MaxValue, ContactHouse.Change(), Cancellation));
        await house.ChangeAsync(ann.ContactId, ContactHouse.Change((ContactField.Email, null)));
        Assert.Equal("ann@example.com", (await house.ChangeAsync(bob.ContactId, ContactHouse.Change((ContactField.Email, "ann@example.com"))))[ContactField.Email]);
    }

    [Fact]
    public async Task An_import_answers_each_item_in_its_order_and_joins_lists()
    {
        await using var house = await ContactHouse.StartAsync(database, "imports");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com"));
        var list = (await house.Lists.CreateAsync(house.Workspace, "Fair", false, Cancellation))!;
        ContactChange[] items =
        [
            ContactHouse.Person("Anna", "ann@example.com", "+14155550100"), ContactHouse.Person("Bob", "bob@example.com"), ContactHouse.Person("Bobby", "BOB@example.com", "+14155550101"),
            ContactHouse.Change((ContactField.Email, "nobody@example.com")), ContactHouse.Person("Nameless"), ContactHouse.Person("Nameless"),
        ];
        var answers = await house.Contacts.ImportAsync(house.Workspace, items, new ImportOptions { ListIds = [list.ListId, long.MaxValue] }, Cancellation);
        Assert.Equal([ImportStatus.Updated, ImportStatus.Created, ImportStatus.Updated, ImportStatus.Failed, ImportStatus.Created, ImportStatus.Created], answers.Select(answer => answer.Status));
        Assert.Equal((ann.ContactId, answers[1].ContactId), (answers[0].ContactId, answers[2].ContactId));
        var bob = await house.FindAsync(answers[1].ContactId!.Value);
        Assert.Equal(("Bob", "+14155550101", "Fair"), (bob[ContactField.FirstName], bob[ContactField.Phone], Assert.Single(bob.Lists).Name));
        Assert.Equal(("Ann", "+14155550100"), ((await house.FindAsync(ann.ContactId))[ContactField.FirstName], (await house.FindAsync(ann.ContactId))[ContactField.Phone]));
        var listed = await house.FilterAsync(new ContactFilter { ListId = list.ListId });
        Assert.Equal((4, 4L, 4L), (listed.Contacts.Count, listed.Total, (await house.Lists.FindAsync(house.Workspace, list.ListId, Cancellation))!.Members));
        Assert.Equal(4L, (await house.FilterAsync(new ContactFilter())).Total);
    }

    [Fact]
    public async Task A_deleted_contact_leaves_only_what_its_conversations_show()
    {
        await using var house = await ContactHouse.StartAsync(database, "deletes");
        var list = (await house.Lists.CreateAsync(house.Workspace, "Fair", false, Cancellation))!;
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com", "+14155550100"));
        await house.Lists.AddAsync(house.Workspace, list.ListId, [ann.ContactId], false, Cancellation);
        await house.Suppressions.AddAsync(house.Workspace, "mail:ann@example.com", "unsubscribe", null, Cancellation);
        await using (var command = database.Database.Read.CreateCommand(
            "insert into conversation (workspace_id, conversation_id, channel, account_id, address, started_at, last_at) select $1, gen_random_uuid(), 'email', 'team', a, now(), now() from unnest($2) a"))
        {
            command.Parameters.AddWithValue(house.Workspace.Value);
            command.Parameters.AddWithValue(new[] { "mail:ann@example.com", "mail:bob@example.com" });
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Equal([ann.ContactId], await house.Contacts.DeleteAsync(house.Workspace, [ann.ContactId, long.MaxValue], Cancellation));
        Assert.Empty(await house.Contacts.DeleteAsync(house.Workspace, [ann.ContactId], Cancellation));
        Assert.Null(await house.Contacts.FindAsync(house.Workspace, ann.ContactId, Cancellation));
        Assert.Empty(await house.Contacts.FindByAddressesAsync(house.Workspace, ["mail:ann@example.com", "phone:+14155550100"], Cancellation));
        Assert.Equal((0L, 0L), ((await house.FilterAsync(new ContactFilter())).Total, (await house.Lists.FindAsync(house.Workspace, list.ListId, Cancellation))!.Members));
        Assert.Equal("unsubscribe", await house.ReasonAsync("phone:+14155550100"));
        await using var read = database.Database.Read.CreateCommand("select contact_snapshot::text from conversation where workspace_id = $1 order by address");
        read.Parameters.AddWithValue(house.Workspace.Value);
        await using var reader = await read.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        Assert.Equal("""{"email": "ann@example.com", "phone": "+14155550100", "fullName": "Ann"}""", reader.GetString(0));
        await reader.ReadAsync(Cancellation);
        Assert.True(await reader.IsDBNullAsync(0, Cancellation));
    }

    [Fact]
    public async Task A_list_counts_its_members_whatever_moves_them()
    {
        await using var house = await ContactHouse.StartAsync(database, "lists");
        var fair = (await house.Lists.CreateAsync(house.Workspace, "Fair", false, Cancellation))!;
        var club = (await house.Lists.CreateAsync(house.Workspace, "Club", true, Cancellation))!;
        Assert.Null(await house.Lists.CreateAsync(house.Workspace, "fair", false, Cancellation));
        Assert.Equal(StoreChange.Taken, await house.Lists.ChangeAsync(house.Workspace, club.ListId, "FAIR", null, Cancellation));
        Assert.Equal(StoreChange.NotFound, await house.Lists.ChangeAsync(house.Workspace, long.MaxValue, "x", null, Cancellation));
        long[] ids = [.. (await Task.WhenAll(Enumerable.Range(0, 3).Select(i => house.CreateAsync(ContactHouse.Person($"P{i}"))))).Select(contact => contact.ContactId)];
        Assert.Equal(3, (await house.Lists.AddAsync(house.Workspace, fair.ListId, [.. ids, long.MaxValue], false, Cancellation))!.Count);
        await house.Lists.AddAsync(house.Workspace, fair.ListId, ids, false, Cancellation);
        await house.Lists.AddAsync(house.Workspace, club.ListId, ids[..2], true, Cancellation);
        Assert.Null(await house.Lists.AddAsync(house.Workspace, long.MaxValue, ids, true, Cancellation));
        Assert.Equal([1L, 2L], (await house.Lists.ListAsync(house.Workspace, 0, 10, Cancellation)).Select(list => list.Members));
        Assert.True(await house.Lists.DeleteAsync(house.Workspace, club.ListId, Cancellation));
        Assert.Empty((await house.FindAsync(ids[0])).Lists);
    }

    /// <summary>Promise 10.</summary>
    [Fact]
    public async Task Strangers_see_and_change_nothing_of_it()
    {
        await using var house = await ContactHouse.StartAsync(database, "mine");
        var stranger = await house.Node.MakeWorkspaceAsync("not mine");
        var ann = await house.CreateAsync(ContactHouse.Person("Ann", "ann@example.com"));
        var list = (await house.Lists.CreateAsync(house.Workspace, "Fair", false, Cancellation))!;
        Assert.Null(await house.Contacts.FindAsync(stranger, ann.ContactId, Cancellation));
        Assert.Empty(await house.Contacts.FindByAddressesAsync(stranger, ["mail:ann@example.com"], Cancellation));
        Assert.Equal(0, (await house.Contacts.FilterAsync(stranger, new ContactFilter { SearchTerm = "Ann" }, Cancellation)).Total);
        Assert.Empty((await house.Contacts.FilterAsync(stranger, new ContactFilter { ListId = list.ListId }, Cancellation)).Contacts);
        Assert.IsType<ContactWritten.NotFound>(await house.Contacts.ChangeAsync(stranger, ann.ContactId, ContactHouse.Change(), Cancellation));
        Assert.Empty(await house.Contacts.DeleteAsync(stranger, [ann.ContactId], Cancellation));
        Assert.Null(await house.Lists.AddAsync(stranger, list.ListId, [ann.ContactId], false, Cancellation));
        Assert.Empty(await house.Lists.ListAsync(stranger, 0, 10, Cancellation));
        Assert.False(await house.Lists.DeleteAsync(stranger, list.ListId, Cancellation));
        await house.Suppressions.AddAsync(stranger, "mail:ann@example.com", "unsubscribe", null, Cancellation);
        Assert.False((await house.FindAsync(ann.ContactId)).OptedOut);
        var theirs = await house.Contacts.CreateAsync(stranger, ContactHouse.Person("Ann", "ann@example.com"), Cancellation);
        Assert.NotEqual(ann.ContactId, theirs.ContactId);
        Assert.True(theirs.OptedOut);
    }
}
