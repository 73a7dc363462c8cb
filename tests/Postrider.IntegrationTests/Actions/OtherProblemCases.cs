using Postrider.Testing.Server;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>A request for each code that no direct send answers with.</summary>
internal sealed class OtherProblemCases(ActionsServer server)
{
    private const long Nothing = 4711_000_000;

    private HttpClient Client => server.Client;

    public Dictionary<string, Func<Task<Answer>>> All => new()
    {
        ["USER_NOT_FOUND"] = () => Client.SendJsonAsync(HttpMethod.Get, "/v3/whoami", null, ("X-User-Email", "alex@example.com")),
        ["insufficient_scope"] = async () => await (await server.ConnectAsync("channels:read")).GetJsonAsync("/v3/contacts"),
        ["attachment.invalidUpload"] = () => Client.UploadAsync("/v3/attachments", [1], part: "other"),
        ["attachment.empty"] = () => Client.UploadAsync("/v3/attachments", []),
        ["attachment.tooLong"] = () => Client.UploadAsync("/v3/attachments/voice", Uploads.Wav(61)),
        ["attachment.tooLarge"] = () => Client.UploadAsync("/v3/attachments/voice", new byte[(10 * 1024 * 1024) + 1]),
        ["attachment.unsupportedType"] = () => Client.UploadAsync("/v3/attachments/voice", "This is no recording."u8.ToArray()),
        ["backgroundJob.notFound"] = () => Client.GetJsonAsync($"/v3/background-jobs/{Guid.NewGuid()}"),
        ["backgroundJob.notCancellable"] = EndedJobAsync,
        ["contact.emailTaken"] = EmailTakenAsync,
        ["contact.userNotFound"] = () => Client.PostJsonAsync("/v3/contacts", new { firstName = "A", ownerUserId = Nothing }),
        ["contact.importTooLarge"] = () => Client.PostJsonAsync("/v3/contacts/import", $"{{\"items\":[{string.Join(',', Enumerable.Repeat("{}", 100_001))}]}}"),
        ["contactList.notFound"] = () => Client.GetJsonAsync($"/v3/contact-lists/{Nothing}"),
        ["contactList.nameTaken"] = () => TwiceAsync("/v3/contact-lists", new { name = "Twice" }),
        ["contactList.invalidInput"] = () => Client.PostJsonAsync("/v3/contact-lists", new { name = 5 }),
        ["customField.notFound"] = () => Client.GetJsonAsync($"/v3/custom-fields/{Nothing}"),
        ["customField.titleTaken"] = () => TwiceAsync("/v3/custom-fields", new { title = "Twice", fieldType = "text" }, 200),
        ["customField.invalidInput"] = () => Client.PostJsonAsync("/v3/custom-fields", new { title = "A", fieldType = "date" }),
        ["contactBlacklistRule.notFound"] = () => Client.GetJsonAsync($"/v3/contact-blacklist-rules/emails/{Nothing}"),
        ["contactBlacklistRule.duplicate"] = () => TwiceAsync("/v3/contact-blacklist-rules/emails", new { pattern = "rule@example.org" }),
        ["contactBlacklistRule.invalidInput"] = () => Client.PostJsonAsync("/v3/contact-blacklist-rules/domains", new { pattern = "no domain" }),
        ["emailAccount.notFound"] = () => Client.GetJsonAsync($"{Mailboxes}/{Nothing}"),
        ["emailAccount.invalidInput"] = () => Client.PostJsonAsync(Mailboxes, new { connection = new { } }),
        ["emailAccount.signInNotConfigured"] = () => Client.GetJsonAsync($"{Mailboxes}/connect/gmail?email=alex@example.com"),
        ["emailAccount.tagNotFound"] = () => Client.PutAsync($"{Mailboxes}/tags/{Nothing}", new { name = "A" }),
        ["emailAccount.tagExists"] = TagExistsAsync,
        ["linkedInAccount.notFound"] = () => Client.GetJsonAsync($"{Profiles}/{Nothing}"),
        ["linkedInAccount.invalidInput"] = async () => await Client.PutAsync($"{Profiles}/{await server.NumberOfAsync("sandbox_linkedin")}/limits", new { }),
        ["linkedInAccount.connectionNotOffered"] = () => Client.PostJsonAsync($"{Profiles}/connect", null),
        ["linkedInAccount.revokeNotOffered"] = async () => await Client.PutAsync($"{Profiles}/{await server.NumberOfAsync("sandbox_linkedin")}/revoke-settings", new { enabled = true }),
        ["inboxThread.notFound"] = () => Client.GetJsonAsync($"/v3/inbox/threads/{Nothing}"),
        ["inboxThread.invalidInput"] = () => Client.PostJsonAsync("/v3/inbox/threads/mark-as-read", new { threadIds = "all" }),
        ["inboxThread.channelMismatch"] = () => ReplyAsync("mismatch", new { channel = "linkedIn", message = "Hi" }),
        ["inboxThread.attachmentNotFound"] = () => ReplyAsync("attachment", new { message = "Hi", attachmentIds = new[] { Nothing } }),
        ["inboxThread.recipientSuppressed"] = SuppressedCopyAsync,
        ["inboxCategory.notFound"] = () => Client.GetJsonAsync($"/v3/inbox/threads/categories/{Nothing}"),
        ["inboxCategory.nameTaken"] = () => TwiceAsync("/v3/inbox/threads/categories", new { name = "Twice" }, 200),
        ["inboxCategory.invalidInput"] = () => Client.PostJsonAsync("/v3/inbox/threads/categories", new { name = 5 }),
        ["endpoint.notFound"] = () => Client.GetJsonAsync("/v3/nothing"),
        ["endpoint.notOffered"] = () => Client.GetJsonAsync("/v3/sequences"),
        ["endpoint.methodNotAllowed"] = () => Client.PostJsonAsync("/v3/whoami", null),
        ["request.invalidJson"] = () => Client.PostJsonAsync("/v3/contacts", "{"),
        ["request.invalidInput"] = () => Client.GetJsonAsync("/v3/contacts?top=0"),
        ["request.tooLarge"] = TooLargeAsync,
    };

    private async Task<Answer> TwiceAsync(string path, object body, int made = 201)
    {
        (await Client.PostJsonAsync(path, body)).Came(made);
        return await Client.PostJsonAsync(path, body);
    }

    private async Task<Answer> EmailTakenAsync()
    {
        await server.AddContactAsync("taken@example.com");
        return await Client.SendJsonAsync(HttpMethod.Patch, $"/v3/contacts/{await server.AddContactAsync("free@example.com")}", new { email = "taken@example.com" });
    }

    private async Task<Answer> EndedJobAsync()
    {
        var contact = await server.AddContactAsync(linkedIn: "to-be-invited");
        (await Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-connect", new { linkedInAccountId = await server.NumberOfAsync("sandbox_linkedin") })).Came(200);
        var job = (await Client.GetJsonAsync($"/v3/contacts/{contact}/activities")).Items[0]!["messageId"];
        return await Client.PostJsonAsync($"/v3/background-jobs/{job}/cancel", null);
    }

    private async Task<Answer> TagExistsAsync()
    {
        await Client.MakeMailboxAsync("tags@example.com", new { tags = new[] { "first", "second" } });
        var tags = (await Client.GetJsonAsync($"{Mailboxes}/tags")).Json.AsArray();
        return await Client.PutAsync($"{Mailboxes}/tags/{tags.Single(tag => (string?)tag!["name"] == "second")!["id"]}", new { name = "first" });
    }

    private async Task<Answer> SuppressedCopyAsync()
    {
        (await Client.PostJsonAsync("/api/v1/suppressions", new { address = "copy@example.com", reason = "unsubscribe" })).Came(201);
        return await ReplyAsync("copies", new { message = "Hi", cc = new[] { "copy@example.com" } });
    }

    private async Task<Answer> ReplyAsync(string name, object body) =>
        await Client.PostJsonAsync($"/v3/inbox/threads/{await ActionsServer.MakeThreadAsync(Client, await server.AddContactAsync($"reply.{name}@example.com"), await server.NumberOfAsync("sandbox_email"))}/messages", body);

    /// <summary>Only announced: the server refuses before it is sent.</summary>
    private async Task<Answer> TooLargeAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/contacts") { Content = new ByteArrayContent(new byte[(40 * 1024 * 1024) + 1]) };
        request.Headers.ExpectContinue = true;
        using var response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, new Dictionary<string, string>(), await response.Content.ReadAsStringAsync());
    }
}
