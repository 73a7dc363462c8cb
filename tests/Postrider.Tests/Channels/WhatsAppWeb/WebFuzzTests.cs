using System.Text;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Evolution;
using Postrider.Channels.WhatsApp.Waha;
using Postrider.Channels.WhatsApp.Web;
using Postrider.Jobs;
using Postrider.Tests.Fuzz;
using Xunit;

namespace Postrider.Tests.Channels.WhatsAppWeb;

public sealed class WebFuzzTests
{
    private static readonly string[] _words =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "false", "-1", "1e999", "\"\\ud800\"", "\"\\u0000\"", "\"id\":", "\"key\":", "\"message\":", "\"exists\":false", "\"status\":\"SCAN_QR_CODE\"", "\"response\":{\"message\":[", "\"remoteJid\":\"", "@lid", "@g.us",
        "\"conversation\":", "\"imageMessage\":{", "\"messageTimestamp\":253402300800", "\"timestamp\":9999999999999999", "\"_serialized\":", "true_", "_",
    ];

    private static readonly WebAccount _account = new("WAHA", "https://waha.example.com", "key", "X-Api-Key", "default", "session");

    private static readonly DriverJob _job = new()
    {
        Job = new JobRef(new WorkspaceId(1), Guid.Empty),
        Attempt = 1,
        Channel = Channel.WhatsApp,
        Action = JobAction.Dispatch,
        Address = "phone:+4930123456",
        Body = new JobBody { Recipient = new JobRecipient(), Content = new JobContent { Text = "Hi" } },
        Account = new DriverAccount(new Account { Workspace = new WorkspaceId(1), AccountId = "phone", Kind = "waha", Channel = Channel.WhatsApp, Name = "Phone", Settings = [] }, new Dictionary<string, string>()),
        MayCommit = static () => true,
    };

    [Fact]
    public void Whatever_is_told_or_answered_is_read_as_far_as_it_can_be() =>
        Fuzzing.Run(
            new[]
            {
                """{"event":"message","session":"default","payload":{"id":"false_1@c.us_AA","timestamp":1767603600,"from":"1@c.us","fromMe":false,"body":"Hi","hasMedia":true,"media":{"mimetype":"image/png"}}}""",
                """[{"id":"true_1@c.us_AA","timestamp":1767603600,"fromMe":true,"body":"Hi"},{"key":{"id":"AA"}}]""",
                """{"key":{"remoteJid":"7@lid","remoteJidAlt":"1@s.whatsapp.net","fromMe":true,"id":"AA"},"pushName":"A","message":{"documentWithCaptionMessage":{"message":{"documentMessage":{"caption":"Hi","fileName":"a","fileLength":3}}}},"messageTimestamp":1767603600}""",
                """{"status":400,"error":"Bad Request","response":{"message":[{"jid":"1@s.whatsapp.net","exists":false,"number":"1"},"Text is required"]}}""",
            }.Select(Encoding.UTF8.GetBytes),
            input =>
            {
                foreach (var status in new[] { 201, 400, 422, 500 })
                {
                    var answer = new FarSideAnswer(status, input);
                    Check(WahaRefusals.Of(_account, answer), status);
                    Check(EvolutionRefusals.Of(_account, answer), status);
                }

                if (WebJson.Parse(input) is not { } json)
                {
                    return;
                }

                var message = new EvolutionMessage(json);
                _ = (message.Id, message.IsOurs, message.Name, message.Text, message.HasFile, message.At, message.IsSaid);
                Assert.True(message.Chats.Length <= 2 && message.Files.Length <= 1);
                foreach (var heard in new[] { message.Heard, WahaIntake.Read(json) })
                {
                    Assert.True(heard is null || (heard.ExternalId.Length is > 0 and < 900 && heard.Chats.Count is 1 or 2));
                }

                _ = WahaStatus.Of(_account, json.Text("status"), json.Id("id"));
                var said = json.Objects().Append(json).Select(item => new WebSaid(WahaId.Read(item), item.Text("body"), item.IsTrue("hasMedia"), item.Moment("timestamp")));
                Assert.True(WebHistory.Find(_job, said, WahaId.Of(_job.Job)) is Finding.Present { Delivery.MessageId.Length: > 0 } or Finding.CannotTell);
            },
            _words);

    private static void Check(WebFault? fault, int status)
    {
        Assert.Equal(status == 201, fault is null);
        Assert.True(fault is null || (fault.Words.Length < 600 && fault.Outcome(isHandOver: false) is not (Outcome.Unknown or Outcome.Accepted)));
    }
}
