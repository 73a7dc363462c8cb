using Postrider.Testing.Server;

namespace Postrider.IntegrationTests.Actions;

/// <summary>A request for each code that a direct send can answer with.</summary>
internal sealed class SendProblemCases(ActionsServer server)
{
    private static readonly object _mail = new { subject = "A", body = "<p>A</p>" };

    public Dictionary<string, Func<Task<Answer>>> All => new()
    {
        ["contact.invalidInput"] = async () => await MailAsync(await server.AddContactAsync("invalid@example.com"), new { subject = 5 }),
        ["contact.notFound"] = () => MailAsync(4711_000_000, _mail),
        ["contact.contactInBlackList"] = InBlackListAsync,
        ["contact.optedOut"] = async () => await SuppressedAsync("opted.out@example.com", "unsubscribe"),
        ["contact.emailMissing"] = async () => await MailAsync(await server.AddContactAsync(linkedIn: "without-mail"), _mail),
        ["contact.linkedInUrlMissing"] = async () => await ProfileAsync("message", new { message = "Hi" }, contact: await server.AddContactAsync("no.page@example.com")),
        ["contact.emailAccountNotFound"] = async () => await MailAsync(await server.AddContactAsync("no.account@example.com"), new { subject = "A", body = "<p>A</p>", emailAccountId = 4711_000_000 }),
        ["contact.emailAccountNotEnabled"] = async () => await HeldMailAsync("not.enabled@example.com", new { paused = true }),
        ["contact.emailDailyLimitReached"] = async () => await HeldMailAsync("used.up@example.com", new { daily_limit = 0 }),
        ["contact.accountWindowClosed"] = async () => await HeldMailAsync("closed@example.com", new { time_zone = "UTC", window = new { days = new[] { InThreeDays() }, from = "09:00", to = "10:00" } }),
        ["contact.linkedInAccountNotFound"] = async () => await ProfileAsync("message", new { message = "Hi" }, account: 4711_000_000),
        ["contact.linkedInAccountNotEnabled"] = async () => await ProfileAsync("message", new { message = "Hi" }, account: await HeldProfileAsync(new { paused = true })),
        ["contact.linkedInDailyLimitReached"] = async () => await ProfileAsync("message", new { message = "Hi" }, account: await HeldProfileAsync(new { daily_limit = 0 })),
        ["contact.notConnected"] = async () => await ProfileAsync("message", new { message = "Hi" }, contact: await server.AddContactAsync(linkedIn: "stranger-of-all")),
        ["contact.inMailNotAvailable"] = async () => await ProfileAsync("inmail", new { subject = "A", body = "A" }, account: (await server.AddProfileAsync(new { account_type = "public" })).Number),
        ["contact.noInMailCredits"] = async () => await ProfileAsync("inmail", new { subject = "A", body = "A" }, account: (await server.AddProfileAsync(new { inmail_credits = 0 })).Number),
        ["contact.voiceAttachmentNotFound"] = async () => await ProfileAsync("voice", new { voiceAttachmentId = 4711_000_000 }),
        ["contact.aiVoiceNotAvailable"] = async () => await ProfileAsync("ai-voice", new { script = "Hello." }),
        ["contact.duplicateSend"] = async () => await TwiceAsync("twice@example.com", _mail),
        ["contact.idempotencyKeyReused"] = async () => await TwiceAsync("reused@example.com", new { subject = "B", body = "<p>B</p>" }, ("Idempotency-Key", "reused")),
        ["contact.invalidIdempotencyKey"] = async () => await MailAsync(await server.AddContactAsync("bad.key@example.com"), _mail, ("Idempotency-Key", new string('k', 256))),
        ["contact.sendFailed"] = async () => await MailAsync(await server.AddContactAsync("refuse@example.com"), _mail),
        ["contact.outcomeUnknown"] = async () => await MailAsync(await server.AddContactAsync("unknown@example.com"), _mail),
    };

    private static string InThreeDays() => TimeProvider.System.GetUtcNow().AddDays(3).DayOfWeek.ToString()[..3].ToLowerInvariant();

    private Task<Answer> MailAsync(long contact, object body, params (string Name, string Value)[] headers) =>
        server.Client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-email", body, headers);

    private async Task<Answer> ProfileAsync(string path, object body, long? contact = null, long? account = null)
    {
        var whole = System.Text.Json.JsonSerializer.SerializeToNode(body)!;
        whole["linkedInAccountId"] = account ?? await server.NumberOfAsync("sandbox_linkedin");
        return await server.Client.PostJsonAsync($"/v3/contacts/{contact ?? await server.AddContactAsync(linkedIn: $"connected-{Guid.NewGuid():n}")}/send-direct-linkedin-{path}", whole.ToJsonString());
    }

    private async Task<Answer> InBlackListAsync()
    {
        (await server.Client.PostJsonAsync("/v3/contact-blacklist-rules/domains", new { pattern = "listed.example" })).Came(201);
        return await MailAsync(await server.AddContactAsync("anybody@listed.example"), _mail);
    }

    private async Task<Answer> SuppressedAsync(string address, string reason)
    {
        var contact = await server.AddContactAsync(address);
        (await server.Client.PostJsonAsync("/api/v1/suppressions", new { address, reason })).Came(201);
        return await MailAsync(contact, _mail);
    }

    private async Task<Answer> TwiceAsync(string address, object second, params (string Name, string Value)[] headers)
    {
        var contact = await server.AddContactAsync(address);
        (await MailAsync(contact, _mail, headers)).Came(200);
        return await MailAsync(contact, second, headers);
    }

    private async Task<Answer> HeldMailAsync(string address, object hold)
    {
        var made = await server.Client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = address, settings = new { channel = "email" } });
        return await MailAsync(await server.AddContactAsync(address), new { subject = "A", body = "<p>A</p>", emailAccountId = await HeldAsync((string)made.Item["account_id"]!, hold) });
    }

    private async Task<long> HeldProfileAsync(object hold) => await HeldAsync((await server.AddProfileAsync(new { })).Id, hold);

    private async Task<long> HeldAsync(string account, object hold)
    {
        (await server.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/connect/accounts/{account}", hold)).Came(200);
        return await server.NumberOfAsync(account);
    }
}
