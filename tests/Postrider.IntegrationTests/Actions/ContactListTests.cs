using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

public sealed class ContactListTests(ContactTests.Unlimited server) : IClassFixture<ContactTests.Unlimited>
{
    [Fact]
    public async Task Lists_are_made_shared_filled_and_deleted()
    {
        var fair = await server.Client.PostJsonAsync("/v3/contact-lists", new { name = "Fair" });
        var club = await server.Client.PostJsonAsync("/v3/contact-lists", new { name = "Club", isShared = true });
        Assert.Equal((201, "Fair", false, 0), ((int)fair.Status, ContactTests.Text(fair, "name"), (bool)fair.Json["isShared"]!, (int)fair.Json["contactsCount"]!));
        Assert.Equal("contactList.nameTaken", (await server.Client.PostJsonAsync("/v3/contact-lists", new { name = "CLUB" })).Code);
        Assert.Equal(["/isShared", "/name"], ContactTests.Pointers(await server.Client.PostJsonAsync("/v3/contact-lists", new { isShared = 1 })));
        var path = $"/v3/contact-lists/{fair.Json["id"]}";
        Assert.Equal("Expo", ContactTests.Text(await server.Client.SendJsonAsync(HttpMethod.Put, path, new { name = "Expo" }), "name"));
        Assert.True((bool)(await server.Client.PostJsonAsync($"{path}/share", null)).Json["isShared"]!);
        Assert.False((bool)(await server.Client.PostJsonAsync($"{path}/unshare", null)).Json["isShared"]!);
        Assert.Equal("contactList.nameTaken", (await server.Client.SendJsonAsync(HttpMethod.Put, path, new { name = "Club" })).Code);

        var ann = await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "Ann" });
        var id = (long)ann.Json["id"]!;
        var added = await server.Client.PostJsonAsync($"{path}/add-contacts", new { contactIds = new[] { id, 999_999 } });
        Assert.Equal("contactNotFound", (string?)Assert.Single(added.Json.AsObject()).Value!["error"]);
        Assert.Empty((await server.Client.PostJsonAsync($"/v3/contact-lists/{club.Json["id"]}/move-contacts", new { contactIds = new[] { id } })).Json.AsObject());
        Assert.Equal("Club", (string?)Assert.Single((await server.Client.GetJsonAsync($"/v3/contacts/{id}/lists")).Json.AsArray())!["listName"]);
        Assert.Equal(0, (int)(await server.Client.GetJsonAsync(path)).Json["contactsCount"]!);
        var listed = await server.Client.PostJsonAsync("/v3/contacts/filter", new { listId = (long)club.Json["id"]! });
        Assert.Equal(id, (long)Assert.Single(listed.Items)!["id"]!);
        Assert.True((await server.Client.GetJsonAsync("/v3/contact-lists?top=1")).Json["hasMore"]!.GetValue<bool>());

        using var stranger = await server.ConnectStrangerAsync("lists");
        Assert.Equal("contactList.notFound", (await stranger.GetJsonAsync(path)).Code);
        Assert.Equal("contactList.notFound", (await stranger.PostJsonAsync($"{path}/add-contacts", new { contactIds = new[] { id } })).Code);
        Assert.Equal(204, (int)(await server.Client.SendJsonAsync(HttpMethod.Delete, path, null)).Status);
        Assert.Equal("contactList.notFound", (await server.Client.SendJsonAsync(HttpMethod.Delete, path, null)).Code);
    }

    [Fact]
    public async Task Custom_fields_are_made_changed_and_deleted()
    {
        var made = await server.Client.PostJsonAsync("/v3/custom-fields", new { title = "Shoe size", fieldType = "Number", metadata = "EU" });
        Assert.Equal((200, "number", "EU", false), ((int)made.Status, ContactTests.Text(made, "fieldType"), ContactTests.Text(made, "metadata"), (bool)made.Json["orgWide"]!));
        Assert.Equal("customField.titleTaken", (await server.Client.PostJsonAsync("/v3/custom-fields", new { title = "SHOE SIZE", fieldType = "text" })).Code);
        Assert.Equal(["/fieldType", "/title"], ContactTests.Pointers(await server.Client.PostJsonAsync("/v3/custom-fields", new { title = new string('x', 91) })));
        var path = $"/v3/custom-fields/{made.Json["id"]}";
        var contact = await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "Ann", customFields = new[] { new { key = "Shoe size", value = "38.5" } } });
        var found = await server.Client.PostJsonAsync("/v3/contacts/filter", new { rules = new[] { new { property = "shoe size", condition = "greater", value = 38 } } });
        Assert.Equal((long)contact.Json["id"]!, (long)Assert.Single(found.Items)!["id"]!);
        Assert.Equal("Size", ContactTests.Text(await server.Client.SendJsonAsync(HttpMethod.Put, path, new { title = "Size", fieldType = "text", orgWide = true }), "title"));
        Assert.Equal("Size", ContactTests.Text(await server.Client.GetJsonAsync(path), "title"));
        Assert.Contains((await server.Client.GetJsonAsync("/v3/custom-fields")).Json.AsArray(), field => (string?)field!["title"] == "Size");
        Assert.Equal(204, (int)(await server.Client.SendJsonAsync(HttpMethod.Delete, path, null)).Status);
        Assert.Equal("customField.notFound", (await server.Client.GetJsonAsync(path)).Code);
        Assert.Empty((await server.Client.GetJsonAsync($"/v3/contacts/{contact.Json["id"]}")).Json["customFields"]!.AsArray());
    }

    [Theory]
    [InlineData("domains", "Acme.com", "acme.com", "no domain")]
    [InlineData("emails", "Ann@Acme.com", "ann@acme.com", "acme.com")]
    [InlineData("email-exceptions", "Vip@Acme.com", "vip@acme.com", "acme.com")]
    public async Task Rules_are_made_one_by_one_and_many_at_once(string family, string pattern, string kept, string bad)
    {
        using var stranger = await server.ConnectStrangerAsync($"rules {family}".Replace(' ', '-'));
        var all = $"/v3/contact-blacklist-rules/{family}";
        var made = await stranger.PostJsonAsync(all, new { pattern });
        Assert.Equal((201, kept, false), ((int)made.Status, ContactTests.Text(made, "pattern"), (bool)made.Json["isGlobal"]!));
        Assert.Equal("contactBlacklistRule.duplicate", (await stranger.PostJsonAsync(all, new { pattern = kept })).Code);
        Assert.Equal(["/pattern"], ContactTests.Pointers(await stranger.PostJsonAsync(all, new { pattern = bad })));
        var many = await stranger.PostJsonAsync($"{all}/bulk", new object[] { new { pattern = kept }, new { pattern = bad }, new { pattern = $"x{kept}" }, new { pattern = $"X{kept}" }, 7 });
        Assert.Equal(["duplicate", "invalidPattern", null, "duplicate", "invalidPattern"], many.Json.AsArray().Select(item => (string?)item!["error"]));
        var path = $"{all}/{made.Json["id"]}";
        Assert.Equal($"y{kept}", ContactTests.Text(await stranger.SendJsonAsync(HttpMethod.Put, path, new { pattern = $"y{kept}" }), "pattern"));
        Assert.Equal("contactBlacklistRule.duplicate", (await stranger.SendJsonAsync(HttpMethod.Put, path, new { pattern = $"x{kept}" })).Code);
        Assert.Equal(2, (await stranger.GetJsonAsync(all)).Items.Count);
        Assert.Equal("contactBlacklistRule.notFound", (await server.Client.GetJsonAsync(path)).Code);
        var gone = await stranger.PostJsonAsync($"{all}/bulk-delete", new { ids = new[] { (long)many.Json[2]!["id"]!, 999_999 } });
        Assert.Equal("999999", Assert.Single(gone.Json.AsObject()).Key);
        Assert.Equal(204, (int)(await stranger.SendJsonAsync(HttpMethod.Delete, path, null)).Status);
        Assert.Empty((await stranger.GetJsonAsync(all)).Items);
    }
}
