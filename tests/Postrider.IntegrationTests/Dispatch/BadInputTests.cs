using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Dispatch;

/// <summary>What cannot be sent is told at once, with its documented code; nothing is queued and the log keeps calm.</summary>
public sealed class BadInputTests(DispatchServer server) : IClassFixture<DispatchServer>
{
    private const string Path = "/api/v1/outreach/dispatches";
    private const string LinkedIn = """{"account_id":"sandbox_linkedin","channel":"linkedin","action":"outreach","recipient":{"profile_url":"https://www.linkedin.com/in/test-user/"},"content":{"text":"Hi"}}""";
    private const string WhatsApp = """{"account_id":"sandbox_whatsapp","channel":"whatsapp","action":"outreach","recipient":{"phone":"+14155552671"},"content":{"text":"Hi"}}""";

    public static TheoryData<string, string, string> Faults => new()
    {
        // A mail with one member changed: its path, the new value as JSON ("-" takes it away), the code.
        { "account_id", "-", "account_id_required" },
        { "account_id", "null", "account_id_required" },
        { "account_id", "17", "account_id_required" },
        { "account_id", "\" \"", "account_id_required" },
        { "channel", "-", "invalid_channel" },
        { "channel", "\"fax\"", "invalid_channel" },
        { "channel", "\"voice\"", "invalid_channel" },
        { "channel", "{}", "invalid_channel" },
        { "action", "-", "invalid_action" },
        { "action", "\"send\"", "invalid_action" },
        { "action", "[]", "invalid_action" },
        { "recipient", "-", "recipient_address_required" },
        { "recipient", "[]", "recipient_address_required" },
        { "recipient.address", "\"\"", "recipient_address_required" },
        { "recipient.address", "{}", "recipient_address_required" },
        { "recipient.address", "\"nobody\"", "invalid_recipient_address" },
        { "recipient.address", "\"a@b@c\"", "invalid_recipient_address" },
        { "recipient.address", "\"alex@example.com\\r\\nBcc: eve@example.com\"", "invalid_recipient_address" },
        { "recipient.name", "\"Alex\\nBcc: eve@example.com\"", "invalid_recipient_address" },
        { "recipient.name", "5", "invalid_recipient_address" },
        { "content", "-", "content_subject_required" },
        { "content", "\"text\"", "content_subject_required" },
        { "content.subject", "-", "content_subject_required" },
        { "content.subject", "5", "content_subject_required" },
        { "content.subject", "\"Hi\\r\\nBcc: eve@example.com\"", "invalid_content" },
        { "content.text", "-", "content_text_or_html_required" },
        { "content.text", "[\"a\"]", "content_text_or_html_required" },
        { "content.html", "1", "content_text_or_html_required" },
        { "content.attachments", "{}", "invalid_attachment" },
        { "content.attachments", "[1]", "invalid_attachment" },
        { "content.attachments", """[{"filename":"a.pdf","contentBase64":"*not base64*"}]""", "invalid_attachment" },
        { "content.attachments", """[{"filename":"","contentBase64":"QQ=="}]""", "invalid_attachment" },
        { "content.attachments", """[{"contentBase64":"QQ=="}]""", "invalid_attachment" },
        { "content.attachments", """[{"filename":"a\r\nX: y","contentBase64":"QQ=="}]""", "invalid_content" },
        { "metadata", "[]", "invalid_metadata" },
        { "metadata", "\"text\"", "invalid_metadata" },
        { "min_channel_task_interval_seconds", "\"60\"", "invalid_min_channel_task_interval_seconds" },
        { "min_channel_task_interval_seconds", "{}", "invalid_min_channel_task_interval_seconds" },
        { "send_at", "\"tomorrow\"", "invalid_send_at" },
        { "send_at", "\"2027-01-01T10:00:00\"", "invalid_send_at" },
        { "send_at", "5", "invalid_send_at" },
        { "expires_at", "\"2001-01-01T00:00:00Z\"", "invalid_expires_at" },
        { "jitter_seconds", "-1", "invalid_jitter_seconds" },
        { "jitter_seconds", "\"1\"", "invalid_jitter_seconds" },
        { "dedupe_window_seconds", "true", "invalid_dedupe_window_seconds" },
        { "dry_run", "1", "invalid_dry_run" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faulty_member_gets_its_code(string member, string value, string code)
    {
        var mail = Api.Mail();
        var steps = member.Split('.');
        var parent = steps.Length == 2 ? mail[steps[0]]!.AsObject() : mail;
        if (value == "-")
        {
            parent.Remove(steps[^1]);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(value);
        }

        await RefusesAsync(mail.ToJsonString(), 400, code);
    }

    [Theory]
    [InlineData("-", 400, "recipient_profile_url_required")]
    [InlineData("7", 400, "recipient_profile_url_required")]
    [InlineData("\"https://www.linkedin.com/company/example/\"", 400, "invalid_profile_url")]
    [InlineData("\"https://example.com/in/test-user/\"", 400, "invalid_profile_url")]
    [InlineData("\"https://www.linkedin.com.example.com/in/test-user/\"", 400, "invalid_profile_url")]
    [InlineData("\"https://www.linkedin.com@example.com/in/test-user/\"", 400, "invalid_profile_url")]
    [InlineData("\"not a url\"", 400, "invalid_profile_url")]
    public Task Faulty_profile_gets_its_code(string value, int status, string code)
    {
        var body = JsonNode.Parse(LinkedIn)!.AsObject();
        Set(body["recipient"]!.AsObject(), "profile_url", value);
        return RefusesAsync(body.ToJsonString(), status, code);
    }

    [Theory]
    [InlineData("recipient", "phone", "-", "recipient_phone_required")]
    [InlineData("recipient", "phone", "4155552671", "recipient_phone_required")]
    [InlineData("recipient", "phone", "\"  \"", "recipient_phone_required")]
    [InlineData("content", "text", "-", "content_text_or_attachment_required")]
    [InlineData("content", "text", "{}", "content_text_or_attachment_required")]
    public Task Faulty_whatsapp_message_gets_its_code(string parent, string member, string value, string code)
    {
        var body = JsonNode.Parse(WhatsApp)!.AsObject();
        Set(body[parent]!.AsObject(), member, value);
        return RefusesAsync(body.ToJsonString(), 400, code);
    }

    public static TheoryData<string> NotAnObject => new()
    {
        "", "not json", "[]", "[{\"account_id\":\"a\"}]", "\"text\"", "5", "null", "{\"a\":", "{\"a\":1}{", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00b\"}", "{\"\\ud800\":1}",
        "{\"a\":\"\\u0000\"}", $"{{\"a\":{new string('[', 5000)}{new string(']', 5000)}}}",
    };

    [Theory]
    [MemberData(nameof(NotAnObject))]
    public Task Body_that_is_no_object_of_valid_text_is_invalid_json(string body) => RefusesAsync(body, 400, "invalid_json");

    [Fact]
    public async Task First_of_several_faults_is_the_one_that_stands_first_in_the_table()
    {
        await RefusesAsync("""{"channel":"fax","action":"x","recipient":{},"content":{}}""", 400, "account_id_required");
        await RefusesAsync("""{"account_id":"a","channel":"fax","action":"x","recipient":{},"content":{}}""", 400, "invalid_channel");
        await RefusesAsync("""{"account_id":"a","channel":"email","action":"x","recipient":{},"content":{}}""", 400, "invalid_action");
        await RefusesAsync("""{"account_id":"a","channel":"email","action":"outreach","recipient":{},"content":{},"metadata":5}""", 400, "recipient_address_required");
        await RefusesAsync("""{"account_id":"a","channel":"email","action":"outreach","recipient":{"address":"bad"},"content":{"text":"x"},"metadata":5}""", 400, "content_subject_required");
    }

    [Fact]
    public async Task Metadata_of_ten_thousand_keys_is_taken_while_it_fits_and_refused_when_it_does_not()
    {
        await RefusesAsync(WithMetadata(10_000, "a long value"), 400, "invalid_metadata");
        var fits = await server.Client.PostJsonAsync(Path + "", WithMetadata(10_000, ""), ("Idempotency-Key", "metadata"));
        Assert.Equal("invalid_metadata", fits.Code);
        var smaller = await server.Client.PostJsonAsync(Path, WithMetadata(5_000, ""));
        Assert.Equal(202, (int)smaller.Status);
        var job = await server.Client.GetJsonAsync($"/api/v1/outreach/jobs/{smaller.Item["id"]}");
        Assert.Equal(5_000, job.Item["metadata"]!.AsObject().Count);

        static string WithMetadata(int keys, string value)
        {
            var mail = Api.Mail();
            mail["metadata"] = new JsonObject(Enumerable.Range(0, keys).Select(key => KeyValuePair.Create($"k{key}", (JsonNode?)value)));
            return mail.ToJsonString();
        }
    }

    /// <summary>The length alone is answered: the 40 MiB are never sent.</summary>
    [Fact]
    public async Task Announced_flood_is_refused_by_its_length()
    {
        var before = await server.CountJobsAsync();
        var address = server.Client.BaseAddress!;
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ServerProcess.Key}\r\nContent-Length: {(40 * 1024 * 1024) + 1}\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 413", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(before, await server.CountJobsAsync());
    }

    [Theory]
    [InlineData("GET", "/api/v1/outreach/nothing", 404, "endpoint_not_found")]
    [InlineData("GET", "/api/v3000/x", 404, "endpoint_not_found")]
    [InlineData("DELETE", "/api/v1/outreach/dispatches", 405, "method_not_allowed")]
    [InlineData("GET", "/api/v1/outreach/jobs/00000000-0000-0000-0000-000000000000", 404, "external_api_job_not_found")]
    [InlineData("GET", "/api/v1/outreach/jobs/not-an-id", 404, "external_api_job_not_found")]
    [InlineData("POST", "/api/v1/outreach/jobs/00000000-0000-0000-0000-000000000000/cancel", 404, "external_api_job_not_found")]
    [InlineData("GET", "/api/v1/outreach/jobs/00000000-0000-0000-0000-000000000000/explain", 404, "external_api_job_not_found")]
    [InlineData("GET", "/api/v1/outreach/jobs?status=done", 400, "invalid_status")]
    [InlineData("GET", "/api/v1/outreach/jobs?created_after=yesterday-ish", 400, "invalid_time")]
    [InlineData("GET", "/api/v1/outreach/jobs?limit=0", 400, "invalid_limit")]
    [InlineData("GET", "/api/v1/outreach/jobs?cursor=!!!", 400, "invalid_cursor")]
    [InlineData("GET", "/api/v1/connect/accounts?channel=fax", 400, "invalid_channel")]
    [InlineData("GET", "/api/v1/connect/accounts?can_send=perhaps", 400, "invalid_can_send")]
    [InlineData("GET", "/api/v1/connect/accounts/nobody", 404, "account_not_found")]
    [InlineData("GET", "/api/v1/events?after=minus", 400, "invalid_after")]
    [InlineData("DELETE", "/api/v1/suppressions?address=nobody@example.com", 404, "suppression_not_found")]
    public async Task Faulty_request_line_gets_its_code(string method, string path, int status, string code)
    {
        var answer = await server.Client.SendJsonAsync(new HttpMethod(method), path, null);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal(answer.Headers["x-request-id"], (string?)answer.Json["error"]!["request_id"]);
    }

    private static void Set(JsonObject parent, string member, string value)
    {
        if (value == "-")
        {
            parent.Remove(member);
        }
        else
        {
            parent[member] = JsonNode.Parse(value);
        }
    }

    private async Task RefusesAsync(string body, int status, string code)
    {
        var before = await server.CountJobsAsync();
        var answer = await server.Client.PostJsonAsync(Path, body);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.False((bool)answer.Json["ok"]!);
        Assert.NotEmpty((string)answer.Json["error"]!["message"]!);
        Assert.Equal(before, await server.CountJobsAsync());
        Assert.DoesNotContain("   at ", server.Log, StringComparison.Ordinal);
    }
}
