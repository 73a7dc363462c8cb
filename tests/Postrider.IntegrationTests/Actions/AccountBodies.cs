using System.Net;
using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Actions;

/// <summary>Short forms of what tests do with accounts of the Actions API.</summary>
internal static class AccountBodies
{
    public const string Mailboxes = "/v3/email-accounts";
    public const string Profiles = "/v3/linkedin-accounts";

    /// <summary>A mailbox that nobody answers for: port 9 is closed.</summary>
    public static async Task<JsonNode> MakeMailboxAsync(this HttpClient client, string email, object? more = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["connection"] = new JsonObject { ["email"] = email, ["smtpHost"] = "127.0.0.1", ["smtpPort"] = 9, ["smtpSsl"] = false };
        var answer = await client.PostJsonAsync(Mailboxes, body.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        return answer.Json;
    }

    /// <summary>A profile of the sandbox; its number.</summary>
    public static async Task<long> MakeProfileAsync(this HttpClient client, string name, object? settings = null)
    {
        var all = System.Text.Json.JsonSerializer.SerializeToNode(settings ?? new { })!.AsObject();
        all["channel"] = "linkedin";
        var made = await client.PostJsonAsync("/api/v1/connect/accounts", new JsonObject { ["kind"] = "sandbox", ["name"] = name, ["settings"] = all }.ToJsonString());
        Assert.True(made.Status == HttpStatusCode.Created, made.ToString());
        return (long)(await client.GetJsonAsync(Profiles)).Json.AsArray().Single(account => (string?)account!["name"] == name)!["id"]!;
    }

    public static Task<Answer> PatchAsync(this HttpClient client, JsonNode account, object body) => client.SendJsonAsync(HttpMethod.Patch, $"{Mailboxes}/{account["id"]}", body);

    public static Task<Answer> PutAsync(this HttpClient client, string path, object body) => client.SendJsonAsync(HttpMethod.Put, path, body);

    public static Task<Answer> DeleteJsonAsync(this HttpClient client, string path, object? body = null) => client.SendJsonAsync(HttpMethod.Delete, path, body);

    /// <summary>The pointers of a refusal, in their order.</summary>
    public static string Pointers(this Answer answer) => string.Join(' ', answer.Json["errors"]!.AsArray().Select(fault => (string?)fault!["pointer"]));

    /// <summary>What a test needs before its own point must come as it does.</summary>
    public static void Came(this Answer answer, int status) => Assert.True((int)answer.Status == status, answer.ToString());

    public static void Refused(this Answer answer, int status, string code) => Assert.True(((int)answer.Status, answer.Code) == (status, code), answer.ToString());
}
