using Postrider.IntegrationTests.Actions;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.CallsApi;

/// <summary>Whoever runs the server says what a workspace may call.</summary>
public sealed class WorkspaceCallingTests(CallsServer server) : IClassFixture<CallsServer>
{
    private const string Workspaces = "/api/v1/workspaces";

    [Fact]
    public async Task What_is_given_is_changed_and_the_rest_stays()
    {
        var client = server.Client;
        var id = (string)(await client.PostJsonAsync(Workspaces, new { name = "acme" })).Item["workspace_id"]!;
        Assert.Equal("""false 100000 UTC""", await SeeAsync("acme"));
        (await client.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/{id}", new { calls_per_month = 5, time_zone = "Europe/Berlin" })).Came(200);
        Assert.Equal("""false 5 Europe/Berlin""", await SeeAsync(id));
        var told = await client.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/acme", new { outbound_calling = true, calls_per_month = 6 });
        Assert.Equal((true, 6, 6, "acme"), ((bool)told.Item["outbound_calling"]!, (int)told.Item["calls_per_month"]!, (int)told.Item["calls_remaining"]!, (string)told.Item["name"]!));
        (await client.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/acme", new { })).Came(200);
        Assert.False((bool)told.Item["outbound_campaigns"]!);
        (await client.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/acme", new { outbound_campaigns = true })).Came(200);
        Assert.Equal("""true 6 Europe/Berlin""", await SeeAsync("acme"));

        // Other tests of this server make workspaces of their own.
        var listed = (await client.GetJsonAsync(Workspaces)).Items.Where(workspace => (string?)workspace!["name"] is "default" or "acme");
        Assert.Equal("default true true, acme true true", string.Join(", ", listed.Select(workspace => $"{workspace!["name"]} {workspace["outbound_calling"]} {workspace["outbound_campaigns"]}")));
    }

    [Theory]
    [InlineData("""{"outbound_calling":"yes"}""", "invalid_outbound_calling")]
    [InlineData("""{"outbound_campaigns":1}""", "invalid_outbound_campaigns")]
    [InlineData("""{"outbound_campaigns":null,"calls_per_month":-1}""", "invalid_calls_per_month")]
    [InlineData("""{"calls_per_month":1.5}""", "invalid_calls_per_month")]
    [InlineData("""{"calls_per_month":1000000001}""", "invalid_calls_per_month")]
    [InlineData("""{"time_zone":"Berlin"}""", "invalid_time_zone")]
    [InlineData("""{"time_zone":5,"outbound_calling":false}""", "invalid_time_zone")]
    [InlineData("""[]""", "invalid_json")]
    public async Task What_makes_no_sense_changes_nothing(string body, string code)
    {
        var refused = await server.Client.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/default", body);
        Assert.Equal((400, code), ((int)refused.Status, refused.Code));
        Assert.Equal("true 100000 UTC", await SeeAsync("default"));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("999999")]
    [InlineData("No%20body")]
    [InlineData("99999999999999999999")]
    public async Task A_workspace_that_is_not_there_is_not_found(string named)
    {
        Assert.Equal("workspace_not_found", (await server.Client.GetJsonAsync($"{Workspaces}/{named}")).Code);
        Assert.Equal("workspace_not_found", (await server.Client.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/{named}", new { outbound_calling = true })).Code);
    }

    [Fact]
    public async Task A_workspace_s_own_key_changes_nothing()
    {
        var stranger = await server.ConnectStrangerAsync("eager");
        Assert.Equal(403, (int)(await stranger.SendJsonAsync(HttpMethod.Patch, $"{Workspaces}/eager", new { outbound_calling = true })).Status);
        Assert.Equal(403, (int)(await stranger.GetJsonAsync($"{Workspaces}/eager")).Status);
        Assert.StartsWith("false", await SeeAsync("eager"), StringComparison.Ordinal);
    }

    private async Task<string> SeeAsync(string named)
    {
        var workspace = (await server.Client.GetJsonAsync($"{Workspaces}/{named}")).Item;
        return $"{workspace["outbound_calling"]} {workspace["calls_per_month"]} {workspace["time_zone"]}";
    }
}
