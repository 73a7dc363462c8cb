using System.Text;
using Postrider.Channels;
using Postrider.Channels.WhatsApp.Evolution;
using Postrider.Channels.WhatsApp.Waha;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Jobs;
using Xunit;

namespace Postrider.Tests.Channels.WhatsAppWeb;

public sealed class WahaWordsTests
{
    // The example of WAHA's own documentation.
    private const string Body = """{"event":"message","session":"default","engine":"WEBJS"}""";
    private const string Key = "my-secret-key";
    private const string Signature = "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89";

    [Fact]
    public void A_signature_is_that_of_the_bytes_as_they_came()
    {
        Assert.True(IsGood(Signature));
        Assert.True(IsGood(Signature.ToUpperInvariant(), "sha512"));
        Assert.False(IsGood(null));
        Assert.False(IsGood(""));
        Assert.False(IsGood(Signature[..^2]));
        Assert.False(IsGood(Signature[..^1] + "8"));
        Assert.False(IsGood(new string('x', Signature.Length)));
        Assert.False(IsGood(Signature, "md5"));
        Assert.False(IsGood(Signature, body: Body + " "));
        Assert.False(IsGood(Signature, key: "another"));

        static bool IsGood(string? signature, string? algorithm = null, string body = Body, string key = Key)
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (signature is not null)
            {
                headers["x-webhook-hmac"] = signature;
            }

            if (algorithm is not null)
            {
                headers["x-webhook-hmac-algorithm"] = algorithm;
            }

            return WahaSignature.IsGood(new CallbackRequest(new Uri("https://postrider.example.com/callbacks/1/a/b"), headers, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(body)), key);
        }
    }

    [Theory]
    [InlineData("""{"id":"true_11111111111@c.us_4CC5EDD64BC2"}""", "4CC5EDD64BC2")]
    [InlineData("""{"id":"true_11111111111@g.us_4CC5EDD64BC2_9999@lid"}""", "4CC5EDD64BC2")]
    [InlineData("""{"id":{"fromMe":true,"id":"4CC5EDD64BC2","_serialized":"true_11111111111@c.us_4CC5EDD64BC2"}}""", "4CC5EDD64BC2")]
    [InlineData("""{"key":{"id":"4CC5EDD64BC2","fromMe":true}}""", "4CC5EDD64BC2")]
    [InlineData("""{"id":"4CC5EDD64BC2"}""", "4CC5EDD64BC2")]
    [InlineData("""{"id":7,"key":[]}""", null)]
    [InlineData("""{"id":""}""", null)]
    [InlineData("[]", null)]
    public void An_id_is_the_plain_one_wherever_an_engine_puts_it(string message, string? id) =>
        Assert.Equal(id, WahaId.Read(WebJson.Parse(Encoding.UTF8.GetBytes(message))!.Value));

    [Fact]
    public void Every_try_of_a_job_has_one_id_and_every_job_another()
    {
        var job = new JobRef(new WorkspaceId(1), Guid.NewGuid());
        Assert.Equal(WahaId.Of(job), WahaId.Of(new JobRef(new WorkspaceId(1), job.JobId)));
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => WahaId.Of(new JobRef(new WorkspaceId(1), Guid.NewGuid()))).Distinct().Count());
        Assert.Matches("^3EB0[0-9A-F]{18}$", WahaId.Of(job));
    }

    [Theory]
    [InlineData("4930123456@c.us", "phone:+4930123456 id:4930123456 id:4930123456@s.whatsapp.net id:4930123456@c.us")]
    [InlineData("4930123456@s.whatsapp.net", "phone:+4930123456 id:4930123456 id:4930123456@s.whatsapp.net id:4930123456@c.us")]
    [InlineData("123@lid", "id:123@lid")]
    [InlineData("120363000@g.us", "id:120363000@g.us")]
    [InlineData("@c.us", "id:@c.us")]
    public void A_chat_is_known_by_whatever_callers_may_have_written(string chat, string addresses) =>
        Assert.Equal(addresses.Split(' '), WebChat.AddressesOf(chat));

    [Fact]
    public void A_chat_has_no_device_and_only_a_hidden_one_has_a_number_beneath()
    {
        Assert.Equal(["4930123456@s.whatsapp.net"], WebChat.Both("4930123456:17@s.whatsapp.net", "1@s.whatsapp.net"));
        Assert.Equal(["77@lid", "4930123456@s.whatsapp.net"], WebChat.Both("77:1@lid", "4930123456:2@s.whatsapp.net"));
        Assert.Equal(["77@lid"], WebChat.Both("77@lid", null));
    }

    [Fact]
    public void Both_kinds_start_slowly_and_look_no_sooner_than_it_is_of_use()
    {
        Assert.All([WahaKind.Value, EvolutionKind.Value], kind =>
        {
            Assert.Equal((50, 30), (kind.DailyLimit!([]), kind.JitterSeconds));
            Assert.True(kind.AbsenceCertainAfter >= TimeSpan.FromMinutes(2) && kind.HandOverLimit >= TimeSpan.FromSeconds(30));
            Assert.All(kind.Settings, setting => Assert.Equal(setting.Name.EndsWith("_key", StringComparison.Ordinal), setting.Secret));
        });
    }
}
