using System.Net;
using System.Text.Json.Nodes;
using Postrider.Testing.Evolution;
using Postrider.Testing.Server;
using Postrider.Testing.Unipile;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppWeb;
using Xunit;

namespace Postrider.IntegrationTests.Connecting;

/// <summary>Accounts whose far sides are signed in to from a link, through the server's own API.</summary>
public sealed class SignInPageTests(SignInServer house) : IClassFixture<SignInServer>
{
    private const string NotThere = "This link is not valid, or has ended.";

    [Fact]
    public async Task An_account_at_Unipile_is_signed_in_at_Unipile_s_page_and_usable_once_that_is_told()
    {
        await using var far = await UnipileServer.StartAsync();
        var server = await house.GetAsync();
        var account = await ConnectAsync(server, "unipile", Unipile(far));
        Assert.Equal(("credentials", "https://account.unipile.example/1"), ((string?)account["status"], (string?)account["sign_in_url"]));
        Assert.EndsWith("or set provider_account_id to one that is there: far-account-1 (Robin Team).", (string?)account["status_reason"], StringComparison.Ordinal);
        Assert.Equal("""{"start":20,"step":5}""", account["ramp_up"]!.ToJsonString());
        var link = Assert.Single(far.Links);
        var page = (string)link["success_redirect_url"]!;
        await ShowsAsync(server, page, HttpStatusCode.OK, "Waiting to be told", "http-equiv=\"refresh\"");
        await ShowsAsync(server, (string)link["failure_redirect_url"]!, HttpStatusCode.OK, "The sign-in did not go through");

        // Whoever has only the page, or another account's name, tells nothing.
        Assert.Equal(HttpStatusCode.Forbidden, await far.SignInAsync(link, name: "x"));
        var other = await ConnectAsync(server, "unipile", Unipile(far));
        Assert.Equal(HttpStatusCode.Forbidden, await far.SignInAsync(link, (string)far.Links[1]["name"]!));
        Assert.Equal("credentials", (string?)(await GetAsync(server, account))["status"]);

        Assert.Equal(HttpStatusCode.OK, await far.SignInAsync(link));
        Assert.Equal(HttpStatusCode.OK, await far.SignInAsync(link));
        Assert.Equal(HttpStatusCode.NotFound, await far.SignInAsync(link, account: "far-account-2"));
        account = await GetAsync(server, account);
        Assert.Equal(("ok", UnipileServer.AccountId, "https://www.linkedin.com/in/robin-team/"), ((string?)account["status"], (string?)account["settings"]!["provider_account_id"], (string?)account["account_identifier"]));
        await ShowsAsync(server, page, HttpStatusCode.OK, "<h1>Connected</h1>");
        Assert.Equal("credentials", (string?)(await GetAsync(server, other))["status"]);

        // Its session ends: the next page is for the same account there.
        far.State = "CREDENTIALS";
        account = await ReconnectAsync(server, account);
        Assert.Equal(("credentials", "https://account.unipile.example/3"), ((string?)account["status"], (string?)account["sign_in_url"]));
        Assert.Equal(HttpStatusCode.OK, await far.SignInAsync(far.Links[2]));
        Assert.Equal("ok", (string?)(await GetAsync(server, account))["status"]);
        far.State = "OK";
        Assert.Null((await ReconnectAsync(server, account))["sign_in_url"]);
        Assert.Equal(3, far.Links.Count);
        Assert.Empty(far.Faults);
    }

    [Fact]
    public async Task At_version_2_an_account_is_signed_in_at_its_page_and_named_by_the_event_that_brings_our_word_back()
    {
        await using var far = await UnipileServer.StartAsync();
        var server = await house.GetAsync();
        var settings = Unipile(far);
        (settings["api_version"], settings["webhook_secret"]) = ("v2", UnipileServer.WebhookSecret);
        var account = await ConnectAsync(server, "unipile", settings);
        Assert.Equal(("credentials", "https://auth.unipile.example/1"), ((string?)account["status"], (string?)account["sign_in_url"]));
        Assert.EndsWith($"or set provider_account_id to one that is there: {UnipileServer.AccountIdV2} (Robin Team).", (string?)account["status_reason"], StringComparison.Ordinal);
        var link = Assert.Single(far.Links);
        var page = (string)link["redirect_uri"]!;
        await ShowsAsync(server, $"{page}?account_id=acc_1&provider=linkedin&state=x", HttpStatusCode.OK, "Waiting to be told");
        await ShowsAsync(server, $"{page}?error_title=Refused", HttpStatusCode.OK, "The sign-in did not go through");

        var address = (string)account["callback_url"]!;
        Assert.Equal(HttpStatusCode.Forbidden, await far.TellAsync(address, UnipileServer.SignedInEvent(link)));
        Assert.Equal(HttpStatusCode.Forbidden, await far.TellSignedAsync(address, UnipileServer.SignedInEvent(link, state: "x")));
        Assert.Equal(HttpStatusCode.NotFound, await far.TellSignedAsync(address, UnipileServer.StatusEvent("running")));
        Assert.Equal("credentials", (string?)(await GetAsync(server, account))["status"]);
        Assert.Equal(HttpStatusCode.OK, await far.TellSignedAsync(address, UnipileServer.SignedInEvent(link)));
        Assert.Equal(HttpStatusCode.OK, await far.TellSignedAsync(address, UnipileServer.SignedInEvent(link)));
        Assert.Equal(HttpStatusCode.NotFound, await far.TellSignedAsync(address, UnipileServer.SignedInEvent(link, account: "acc_other")));
        account = await GetAsync(server, account);
        Assert.Equal(("ok", UnipileServer.AccountIdV2, "Robin Team"), ((string?)account["status"], (string?)account["settings"]!["provider_account_id"], (string?)account["account_identifier"]));
        await ShowsAsync(server, page, HttpStatusCode.OK, "<h1>Connected</h1>");

        // Its session ends: the next page is for the same account there.
        far.StateV2 = "disconnected";
        account = await ReconnectAsync(server, account);
        Assert.Equal(("credentials", "https://auth.unipile.example/2", UnipileServer.AccountIdV2), ((string?)account["status"], (string?)account["sign_in_url"], (string?)far.Links[1]["account_id"]));
        Assert.Equal(HttpStatusCode.OK, await far.TellSignedAsync((string)account["callback_url"]!, UnipileServer.SignedInEvent(far.Links[1])));
        Assert.Equal("ok", (string?)(await GetAsync(server, account))["status"]);
        Assert.Empty(far.Faults);
    }

    [Fact]
    public async Task A_wrong_id_at_Unipile_is_told_with_those_that_are_there_and_a_wrong_key_has_no_page()
    {
        await using var far = await UnipileServer.StartAsync();
        far.Type = "WHATSAPP";
        var server = await house.GetAsync();
        var settings = Unipile(far);
        (settings["channel"], settings["provider_account_id"]) = ("whatsapp", "far-account-9");
        var account = await ConnectAsync(server, "unipile", settings);
        Assert.Equal("error", (string?)account["status"]);
        Assert.EndsWith("There are: far-account-1 (15550100).", (string?)account["status_reason"], StringComparison.Ordinal);
        Assert.Null(account["ramp_up"]);

        settings = Unipile(far);
        settings["api_key"] = "wrong";
        account = await ConnectAsync(server, "unipile", settings);
        Assert.Equal(("credentials", null), ((string?)account["status"], account["sign_in_url"]));
        Assert.Contains("does not take the access key", (string?)account["status_reason"], StringComparison.Ordinal);

        far.Script = moment => moment.Path == "/hosted/accounts/link" ? UnipileFate.Refuse(403, "subscription_required") : null;
        account = await ConnectAsync(server, "unipile", Unipile(far));
        Assert.Equal(("credentials", null), ((string?)account["status"], account["sign_in_url"]));
        Assert.Contains("There is no sign_in_url: Unipile answered 403", (string?)account["status_reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_is_linked_by_the_picture_on_a_page_of_ours()
    {
        await using var waha = await WahaServer.StartAsync();
        waha.State = "SCAN_QR_CODE";
        await LinkAsync(waha, "waha", new JsonObject { ["base_url"] = waha.Address, ["api_key"] = WahaServer.Key }, () => waha.State = "WORKING", "+4930111111");

        await using var evolution = await EvolutionServer.StartAsync();
        evolution.State = "close";
        await LinkAsync(evolution, "evolution", new JsonObject { ["base_url"] = evolution.Address, ["api_key"] = EvolutionServer.Key, ["instance"] = EvolutionServer.Instance }, () => evolution.State = "open", null);
    }

    [Fact]
    public async Task Without_a_public_address_no_far_side_is_told_where_to_tell_what_happens()
    {
        await using var waha = await WahaServer.StartAsync();
        var server = await house.GetAsync();
        var account = await ConnectAsync(server, "waha", new JsonObject { ["base_url"] = waha.Address, ["api_key"] = WahaServer.Key });
        var answer = await server.Client.PostJsonAsync($"/api/v1/connect/accounts/{account["account_id"]}/callback", null);
        Assert.Equal((HttpStatusCode.Conflict, "public_url_missing"), (answer.Status, answer.Code));
        Assert.Contains("POSTRIDER_PUBLIC_URL", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, waha.Restarts);
    }

    private async Task LinkAsync(WebServer far, string kind, JsonObject settings, Action scan, string? identifier)
    {
        var server = await house.GetAsync();
        var wrong = settings.DeepClone();
        wrong["api_key"] = "wrong";
        Assert.Null((await ConnectAsync(server, kind, wrong))["sign_in_url"]);

        var account = await ConnectAsync(server, kind, settings);
        var page = (string)account["sign_in_url"]!;
        var shown = await ShowsAsync(server, page, HttpStatusCode.OK, $"src=\"data:image/png;base64,{far.Picture}\"", "http-equiv=\"refresh\"");
        Assert.StartsWith("default-src 'none'; img-src data:; style-src 'unsafe-inline'", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("credentials", (string?)(await GetAsync(server, account))["status"]);

        // What is no picture does not come into the page.
        var picture = far.Picture;
        far.Picture = Convert.ToBase64String("<svg onload=alert(1)>"u8);
        Assert.DoesNotContain("<img", await (await ShowsAsync(server, page, HttpStatusCode.OK, "Not connected yet")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        far.Picture = picture;

        await ShowsAsync(server, page[..^1] + (page[^1] == 'A' ? 'B' : 'A'), HttpStatusCode.NotFound, NotThere);
        await ShowsAsync(server, page.Replace((string)account["account_id"]!, "sandbox_whatsapp", StringComparison.Ordinal), HttpStatusCode.NotFound, NotThere);

        scan();
        await ShowsAsync(server, page, HttpStatusCode.OK, "<h1>Connected</h1>");
        account = await GetAsync(server, account);
        Assert.Equal(("ok", identifier), ((string?)account["status"], (string?)account["account_identifier"]));
        Assert.Null((await ReconnectAsync(server, account))["sign_in_url"]);
        Assert.Empty(far.Faults);
    }

    private static JsonObject Unipile(UnipileServer far) => new() { ["channel"] = far.Type == "WHATSAPP" ? "whatsapp" : "linkedin", ["base_url"] = far.Address, ["api_key"] = UnipileServer.Key };

    private static async Task<JsonNode> ConnectAsync(ServerProcess server, string kind, JsonNode settings)
    {
        var answer = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = kind, ["name"] = kind, ["settings"] = settings.DeepClone() });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Item;
    }

    private static async Task<JsonNode> ReconnectAsync(ServerProcess server, JsonNode account) =>
        (await server.Client.PostJsonAsync($"/api/v1/connect/accounts/{account["account_id"]}/reconnect", new JsonObject())).Item;

    private static async Task<JsonNode> GetAsync(ServerProcess server, JsonNode account) => (await server.Client.GetJsonAsync($"/api/v1/connect/accounts/{account["account_id"]}")).Item;

    private static async Task<HttpResponseMessage> ShowsAsync(ServerProcess server, string page, HttpStatusCode status, params string[] words)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        var answer = await server.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, answer.StatusCode);
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        return answer;
    }
}
