using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

public sealed class ContactTests(ContactTests.Unlimited server) : IClassFixture<ContactTests.Unlimited>
{
    [Fact]
    public async Task A_contact_is_made_read_changed_noted_and_deleted()
    {
        await server.Client.PostJsonAsync("/v3/custom-fields", new { title = "Seats", fieldType = "number" });
        var made = await server.Client.PostJsonAsync("/v3/contacts", new
        {
            firstName = "Ann",
            lastName = "Lee",
            email = "Ann@Example.com",
            phone = "+1 (415) 555-0100",
            linkedInUrl = "linkedin.com/in/ann",
            companySize = "TwoHundred",
            timeZoneId = "america/los_angeles",
            customFields = new[] { new { key = "seats", value = 5 } },
        });
        Assert.Equal((201, "+14155550100", "example.com", "twoHundred", "America/Los_Angeles"), ((int)made.Status, Text(made, "phone"), Text(made, "domain"), Text(made, "companySize"), Text(made, "timeZoneId")));
        Assert.Equal(("Seats", "5"), ((string?)made.Json["customFields"]![0]!["key"], (string?)made.Json["customFields"]![0]!["value"]));
        var path = $"/v3/contacts/{made.Json["id"]}";
        var changed = await server.Client.SendJsonAsync(HttpMethod.Patch, path, new { title = "CEO", phone = (string?)null, callStatus = "ToCall", customFields = new[] { new { name = "Seats", value = (string?)null } } });
        Assert.Equal(("CEO", null, "Ann", "toCall", 0), (Text(changed, "title"), Text(changed, "phone"), Text(changed, "firstName"), Text(changed, "callStatus"), changed.Json["customFields"]!.AsArray().Count));
        Assert.Equal("Met.", Text(await server.Client.PostJsonAsync($"{path}/notes", new { notes = "Met." }), "notes"));
        Assert.Equal("toCall", Text(await server.Client.GetJsonAsync($"{path}/statuses"), "callStatus"));
        Assert.Empty((await server.Client.GetJsonAsync($"{path}/sequences")).Json.AsArray());
        foreach (var query in new[] { "email=ANN@example.com", "linkedIn=https://www.linkedin.com/in/Ann", "email=ann@example.com&linkedIn=linkedin.com/in/ann" })
        {
            Assert.Equal("Lee", (string?)Assert.Single((await server.Client.GetJsonAsync($"/v3/contacts?{query}")).Items)!["lastName"]);
        }

        Assert.Empty((await server.Client.GetJsonAsync("/v3/contacts?email=nobody")).Items);
        var bob = await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "Bob" });
        var taken = await server.Client.SendJsonAsync(HttpMethod.Patch, $"/v3/contacts/{bob.Json["id"]}", new { email = "ann@example.com" });
        Assert.Equal((409, "contact.emailTaken"), ((int)taken.Status, taken.Code));
        var gone = await server.Client.PostJsonAsync("/v3/contacts/bulk-delete", new { ids = new[] { (long)bob.Json["id"]!, 999_999 } });
        Assert.Equal("contactNotFound", (string?)gone.Json["999999"]!["error"]);
        Assert.Single(gone.Json.AsObject());
        Assert.Equal(204, (int)(await server.Client.SendJsonAsync(HttpMethod.Delete, path, null)).Status);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            Assert.Equal("contact.notFound", (await server.Client.SendJsonAsync(method, path, null)).Code);
        }
    }

    [Fact]
    public async Task Every_fault_of_a_body_is_told_with_its_pointer()
    {
        var answer = await server.Client.PostJsonAsync("/v3/contacts", new
        {
            email = "ann",
            phone = "030 1",
            timeZoneId = 7,
            isOptedOut = "yes",
            customFields = new object[] { new { key = "nothing", value = "x" } },
        });
        Assert.Equal((400, "contact.invalidInput"), ((int)answer.Status, answer.Code));
        Assert.Equal(["/customFields/0/key", "/email", "/firstName", "/isOptedOut", "/phone", "/timeZoneId"], Pointers(answer));
        var filter = await server.Client.PostJsonAsync("/v3/contacts/filter", new
        {
            sequenceId = 1,
            sortBy = "shoes",
            rules = new object[] { new { property = "email", condition = "greater", value = "x" }, new { property = "id", condition = "is" }, new { property = "createdAt", condition = "less", value = "soon" } },
        });
        Assert.Equal(["/rules/0/value", "/rules/1/condition", "/rules/2/value", "/sequenceId", "/sortBy"], Pointers(filter));
        Assert.Equal("contact.userNotFound", (await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "A", ownerUserId = 999_999 })).Code);
        Assert.Equal("contact.notFound", (await server.Client.GetJsonAsync("/v3/contacts/abc")).Code);
        Assert.Equal("endpoint.notOffered", (await server.Client.PostJsonAsync("/v3/contacts/set-replied", new { })).Code);
        Assert.Equal("endpoint.notOffered", (await server.Client.SendJsonAsync(HttpMethod.Put, "/v3/contacts/owner", new { })).Code);
        Assert.Equal("request.invalidJson", (await server.Client.PostJsonAsync("/v3/contacts", "{\"firstName\":\"\\ud83d\"}")).Code);
    }

    [Fact]
    public async Task A_filter_pages_counts_and_sorts()
    {
        using var stranger = await server.ConnectStrangerAsync("filters");
        foreach (var name in new[] { "Ann", "Bob", "Cy" })
        {
            await stranger.PostJsonAsync("/v3/contacts", new { firstName = name, company = name == "Cy" ? null : "Acme", email = $"{name}@acme.test" });
        }

        var found = await stranger.PostJsonAsync("/v3/contacts/filter?top=1&skip=1", new { searchTerm = "acme.t", sortBy = "firstName", sortDirection = "desc" });
        Assert.Equal(("Bob", true, 3, true), ((string?)found.Items[0]!["firstName"], (bool)found.Json["hasMore"]!, (int)found.Json["totalCount"]!, (bool)found.Json["isTotalCountExact"]!));
        var ruled = await stranger.PostJsonAsync("/v3/contacts/filter", new { rules = new object[] { new { property = "company", condition = "IsEmpty" }, new { property = "isOptedOut", condition = "equals", value = false } } });
        Assert.Equal("Cy", (string?)Assert.Single(ruled.Items)!["firstName"]);
        Assert.Equal(2, (await stranger.GetJsonAsync("/v3/contacts?top=2")).Items.Count);
        Assert.Equal(400, (int)(await stranger.GetJsonAsync("/v3/contacts?top=0")).Status);
        Assert.DoesNotContain((await server.Client.GetJsonAsync("/v3/contacts?top=1000")).Items, contact => ((string?)contact!["email"])?.EndsWith("acme.test", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Scopes_are_asked_for()
    {
        using var reader = await server.ConnectAsync("contacts:read");
        Assert.Equal(200, (int)(await reader.PostJsonAsync("/v3/contacts/filter", new { })).Status);
        Assert.Equal("insufficient_scope", (await reader.PostJsonAsync("/v3/contacts", new { firstName = "A" })).Code);
        Assert.Equal("insufficient_scope", (await reader.PostJsonAsync("/v3/contact-blacklist-rules/domains", new { pattern = "acme.com" })).Code);
        using var other = await server.ConnectAsync("inbox:read");
        Assert.Equal("insufficient_scope", (await other.GetJsonAsync("/v3/contacts")).Code);
    }

    /// <summary>Promise 8, across the dialects.</summary>
    [Fact]
    public async Task An_opt_out_holds_in_every_dialect()
    {
        var made = await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "Out", email = "out@example.com", phone = "+14155550199" });
        await server.Client.PostJsonAsync("/api/v1/suppressions", new { address = "+14155550199", reason = "do_not_call" });
        Assert.True((bool)(await server.Client.GetJsonAsync($"/v3/contacts/{made.Json["id"]}")).Json["isOptedOut"]!);
        Assert.Equal("recipient_suppressed", (await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail("out@example.com"))).Code);
        var back = await server.Client.SendJsonAsync(HttpMethod.Patch, $"/v3/contacts/{made.Json["id"]}", new { isOptedOut = false });
        Assert.False((bool)back.Json["isOptedOut"]!);
        Assert.Equal(202, (int)(await server.Client.PostJsonAsync("/api/v1/outreach/dispatches", Api.Mail("out@example.com"))).Status);
    }

    internal static string? Text(Answer answer, string name) => (string?)answer.Json[name];

    internal static IEnumerable<string?> Pointers(Answer answer) => answer.Json["errors"]!.AsArray().Select(fault => (string?)fault!["pointer"]).Order(StringComparer.Ordinal);

    public sealed class Unlimited : ActionsServer
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["POSTRIDER_RATE_LIMITS"] = "actions=off,actions_hourly=off" };
    }
}
