using System.Text;
using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

public sealed class ContactImportTests(ContactTests.Unlimited server) : IClassFixture<ContactTests.Unlimited>
{
    private const string Import = "/v3/contacts/import";

    [Fact]
    public async Task Each_item_is_answered_in_its_place_and_options_may_come_last()
    {
        var list = await server.Client.PostJsonAsync("/v3/contact-lists", new { name = "Imported" });
        var known = await server.Client.PostJsonAsync("/v3/contacts", new { firstName = "Ann", email = "ann@import.test" });
        var answer = await server.Client.PostJsonAsync(Import, $$$"""
            {"further":[{"deep":{}}],"items":[{"firstName":"Bob","email":"bob@import.test","country":"Norway"},{"firstName":"Anna","email":"ANN@import.test"},{"email":"no@import.test"},
             {"firstName":"Bad","phone":"1"},7],"options":{"skipExisting":true,"detectTimeZone":true,"listIds":[{{{list.Json["id"]}}}]}}
            """);
        Assert.Equal(["created", "skipped", "failed", "failed", "failed"], answer.Items.Select(item => (string?)item!["status"]));
        Assert.Equal((1, 0, 1, 3), ((int)answer.Json["added"]!, (int)answer.Json["updated"]!, (int)answer.Json["skipped"]!, (int)answer.Json["failed"]!));
        Assert.Equal((long)known.Json["id"]!, (long)answer.Items[1]!["id"]!);
        var bob = await server.Client.GetJsonAsync($"/v3/contacts/{answer.Items[0]!["id"]}");
        Assert.Equal(("Europe/Oslo", "Imported"), (ContactTests.Text(bob, "timeZoneId"), (string?)bob.Json["lists"]![0]!["listName"]));
    }

    [Theory]
    [InlineData("", "request.invalidJson")]
    [InlineData("[]", "request.invalidJson")]
    [InlineData("{\"items\":[{\"firstName\":\"A\"}", "request.invalidJson")]
    [InlineData("{\"items\":[{\"firstName\":\"A\"}]} x", "request.invalidJson")]
    [InlineData("{\"items\":[{\"firstName\":\"\\u0000\"}]}", "request.invalidJson")]
    [InlineData("{\"items\":{}}", "request.invalidJson")]
    [InlineData("{\"items\":[]}", "contact.invalidInput")]
    [InlineData("{\"items\":[{\"firstName\":\"A\"}],\"options\":{\"skipExisting\":1}}", "contact.invalidInput")]
    [InlineData("{}", "contact.invalidInput")]
    public async Task A_body_that_makes_no_sense_imports_nothing(string body, string code)
    {
        var answer = await server.Client.PostJsonAsync(Import, body);
        Assert.Equal((400, code), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_long_import_is_read_and_answered_part_by_part()
    {
        const int Many = 5_300;
        var body = new StringBuilder("{\"items\":[");
        for (var i = 0; i < Many; i++)
        {
            body.Append(i == 0 ? "" : ", ").Append(new JsonObject { ["firstName"] = $"Ida{i}", ["email"] = $"ida{i}@long.test", ["notes"] = new string('ü', i % 700) }.ToJsonString());
        }

        var answer = await server.Client.PostJsonAsync(Import, body.Append("]}").ToString());
        Assert.Equal((Many, Many), (answer.Items.Count, (int)answer.Json["added"]!));
        var last = await server.Client.GetJsonAsync($"/v3/contacts/{answer.Items[^1]!["id"]}");
        Assert.Equal($"Ida{Many - 1}", ContactTests.Text(last, "firstName"));
        var again = await server.Client.PostJsonAsync(Import, body.ToString());
        Assert.Equal((0, Many), ((int)again.Json["added"]!, (int)again.Json["updated"]!));
    }

    [Fact]
    public async Task More_items_than_an_import_may_have_are_refused_whole()
    {
        var answer = await server.Client.PostJsonAsync(Import, $"{{\"items\":[{string.Join(',', Enumerable.Repeat("{}", 100_001))}]}}");
        Assert.Equal((413, "contact.importTooLarge"), ((int)answer.Status, answer.Code));
        var long1 = await server.Client.PostJsonAsync(Import, $"{{\"items\":[{{\"firstName\":\"{new string('x', 3_000_000)}\"}}]}}");
        Assert.Equal((400, "request.invalidJson"), ((int)long1.Status, long1.Code));
    }
}
