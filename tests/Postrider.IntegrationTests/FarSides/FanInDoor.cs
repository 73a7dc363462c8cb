using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Postrider.IntegrationTests.WhatsAppWeb;
using Postrider.Testing.Evolution;
using Postrider.Testing.TwilioWhatsApp;
using Postrider.Testing.Unipile;
using Postrider.Testing.Waha;
using Postrider.Testing.WhatsAppCloud;

namespace Postrider.IntegrationTests.FarSides;

/// <summary>A kind of account as far as its far side tells things by itself.</summary>
/// <param name="Kind">What it is called.</param>
/// <param name="Settings">Of an account, by what its far side signs with.</param>
/// <param name="News">Something that changes something: somebody wrote, or the account broke.</param>
/// <param name="Foreign">The same of another account at the far side.</param>
/// <param name="Garbage">What begins well.</param>
internal sealed record FanInDoor(string Kind, Func<string, JsonObject> Settings, byte[] News, byte[] Foreign, string[] Garbage)
{
    private const string Writer = "14155552671";
    private const string WrongSecret = "another secret";

    /// <summary>The headers that sign a body for an address; null: it signs nothing.</summary>
    public Func<byte[], string, string, Dictionary<string, string>>? Sign { get; init; }

    public string Secret { get; init; } = "";

    /// <summary>What the account of another workspace is signed for with.</summary>
    public string OtherSecret { get; init; } = "";

    /// <summary>Whether the news is that somebody wrote, who is taken in without having been written to.</summary>
    public bool IsMessage { get; init; }

    /// <summary>What the far side adds to the address.</summary>
    public string Query { get; init; } = "";

    public Dictionary<string, string> Signed(byte[] body, string url) => Sign?.Invoke(body, url, Secret) ?? [];

    /// <summary>Signatures of others, and what is none.</summary>
    public IEnumerable<Dictionary<string, string>> Forgeries(byte[] body, string url)
    {
        if (Sign is not null)
        {
            yield return [];
            yield return Sign(body, url, WrongSecret);
            yield return Sign(body, url + "x", Secret).ToDictionary(header => header.Key, header => $"{header.Value[..^2]}zz");
        }
    }

    public static FanInDoor Cloud(CloudServer far, DateTimeOffset at) => new(
        "whatsapp_cloud",
        secret => new() { ["base_url"] = far.Address, ["phone_number_id"] = CloudServer.PhoneNumberId, ["access_token"] = CloudServer.AccessKey, ["app_secret"] = secret },
        CloudNews.Body(CloudNews.Text(Writer, "wamid.IN1", "Hello", at)),
        CloudNews.Body(CloudNews.Text(Writer, "wamid.IN2", "Hello", at).OfNumber("999")),
        ["{\"object\":\"whatsapp_business_account\",\"entry\":7}", "{\"entry\":[null]}", "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":[]}]}]}"])
    {
        Sign = (body, _, secret) => new() { ["X-Hub-Signature-256"] = CloudNews.Sign(body, secret) },
        Secret = CloudServer.AppSecret,
        OtherSecret = "fedcba9876543210fedcba9876543210",
        IsMessage = true,
    };

    public static FanInDoor Twilio(MessageServer far)
    {
        return new(
            "twilio_whatsapp",
            secret => new() { ["base_url"] = far.Address, ["account_sid"] = MessageServer.AccountSid, ["auth_token"] = secret, ["from"] = MessageServer.From },
            Form(MessageServer.AccountSid),
            Form("ACother"),
            ["&&&===", "MessageSid=&AccountSid=", "MessageSid=%ff%fe&AccountSid=%00", $"MessageSid=SM1&AccountSid={MessageServer.AccountSid}&To={Uri.EscapeDataString(MessageServer.From)}&From=nobody", $"MessageSid={new string('x', 100_000)}&AccountSid={MessageServer.AccountSid}"])
        {
            Sign = (body, url, secret) =>
            {
                var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)).SelectMany(field => field.Value.Select(value => (field.Key, value ?? "")));
                return new(MessageServer.Callback(url, secret, [.. fields]).Headers);
            },

            // It signs with what it is signed in to with.
            Secret = MessageServer.AuthKey,
            OtherSecret = MessageServer.AuthKey,
            IsMessage = true,
            Query = $"?job={Guid.Empty:N}&attempt=1",
        };

        static byte[] Form(string owner) => MessageServer.Callback(MessageServer.AuthKey, ("MessageSid", "SMin1"), ("AccountSid", owner), ("From", $"whatsapp:+{Writer}"), ("To", MessageServer.From), ("Body", "Hello")).Body;
    }

    public static FanInDoor Waha(WahaServer far) => new(
        "waha",
        secret => new() { ["base_url"] = far.Address, ["api_key"] = WahaServer.Key, ["hmac_key"] = secret },
        Bytes(WahaServer.Status("SCAN_QR_CODE")),
        Bytes(WahaServer.Status("SCAN_QR_CODE", "another")),
        ["{\"session\":\"default\",\"event\":\"message\",\"payload\":7}", "{\"session\":\"default\",\"event\":\"message\",\"payload\":{\"id\":\"\\ud800\",\"from\":{}}}", "{\"session\":\"default\",\"event\":\"session.status\",\"payload\":{\"status\":[]}}", "{\"session\":[],\"event\":\"message\"}"])
    {
        Sign = (body, _, secret) => WahaServer.Sign(body, secret),
        Secret = WebPhone.HmacKey,
        OtherSecret = "the key of another",
    };

    public static FanInDoor Evolution(EvolutionServer far) => new(
        "evolution",
        _ => new() { ["base_url"] = far.Address, ["api_key"] = EvolutionServer.Key, ["instance"] = EvolutionServer.Instance },
        Bytes(EvolutionServer.Link("close")),
        Bytes(EvolutionServer.Link("close", "another")),
        [$"{{\"instance\":\"{EvolutionServer.Instance}\",\"event\":\"messages.upsert\",\"data\":[null,7,{{\"key\":7}}]}}", $"{{\"instance\":\"{EvolutionServer.Instance}\",\"event\":\"connection.update\",\"data\":{{\"state\":{{}}}}}}", "{\"instance\":7}"]);

    public static FanInDoor Unipile(UnipileServer far) => new(
        "unipile",
        _ => new() { ["channel"] = "linkedin", ["base_url"] = far.Address, ["api_key"] = UnipileServer.Key, ["provider_account_id"] = UnipileServer.AccountId },
        Bytes(UnipileServer.Status("CREDENTIALS")),
        Bytes(UnipileServer.Status("CREDENTIALS", "another")),
        [
            "{\"account_id\":7}", "{\"account_id\":\"\\ud800\"}", "{\"AccountStatus\":[]}", $"{{\"account_id\":\"{UnipileServer.AccountId}\",\"event\":\"message_received\",\"sender\":7}}",
            $"{{\"account_id\":\"{UnipileServer.AccountId}\",\"event\":\"message_delivered\",\"message_id\":\"{new string('x', 100_000)}\"}}",
            $"{{\"AccountStatus\":{{\"account_id\":\"{UnipileServer.AccountId}\",\"message\":{{}}}}}}",
        ]);

    public static FanInDoor UnipileV2(UnipileServer far, DateTimeOffset at) => new(
        "unipile",
        secret => new()
        {
            ["channel"] = "linkedin",
            ["api_version"] = "v2",
            ["base_url"] = far.Address,
            ["api_key"] = UnipileServer.Key,
            ["provider_account_id"] = UnipileServer.AccountIdV2,
            ["webhook_secret"] = secret,
        },
        Bytes(UnipileServer.StatusEvent("disconnected")),
        Bytes(UnipileServer.MessageEvent("in-1", "ACoFRIEND", "Hello", "chat-1", account: "acc_other")),
        ["{\"id\":\"evt_1\"}", $"{{\"account_id\":\"{UnipileServer.AccountIdV2}\",\"type\":7}}", $"{{\"account_id\":\"{UnipileServer.AccountIdV2}\",\"type\":\"message.new\",\"payload\":[]}}"])
    {
        Sign = (body, _, secret) => new() { [UnipileServer.SignatureHeader] = UnipileServer.Sign(body, at, secret) },
        Secret = UnipileServer.WebhookSecret,
        OtherSecret = "the secret of another",
    };

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
