using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Configuration;
using Postrider.Server.Checking;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Postrider.Testing.WhatsAppCloud;
using Xunit;

namespace Postrider.IntegrationTests.Checking;

/// <summary>The walk with a number at a far side that calls back, and that lets nobody write first.</summary>
public sealed class CloudCheckTests
{
    private const string Digits = "14155552671";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_is_connected_written_to_first_answered_and_answers()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var meta = await CloudServer.StartAsync();
        var environment = new ConfigurationBuilder().AddInMemoryCollection([
            new("POSTRIDER_CHECK_ACCESS_TOKEN", CloudServer.AccessKey),
            new("POSTRIDER_CHECK_APP_SECRET", CloudServer.AppSecret),
            new("POSTRIDER_CHECK_PHONE_NUMBER_ID", CloudServer.PhoneNumberId),
            new("POSTRIDER_CHECK_BASE_URL", meta.Address),
            new("POSTRIDER_ALLOW_PRIVATE_NETWORKS", "true"),
        ]).Build();
        var output = new Spoken();
        var walk = LiveCheckCommand.RunAsync(
            ["whatsapp_cloud", "--to", $"+{Digits}", "--public-url", "https://far.example", "--urls", "http://127.0.0.1:0", "--yes", "--database", database.ConnectionString],
            environment, TextReader.Null, output, TimeProvider.System, Cancellation);

        await output.SaysAsync("write any word to the account", walk);
        var url = new Uri(new Uri(After(output.Text, "must lead to ")), new Uri(After(output.Text, "for the time of this check: ")).AbsolutePath);
        await TellAsync(url, CloudNews.Text(Digits, "wamid.IN1", "Hello", TimeProvider.System.GetUtcNow()));
        await output.SaysAsync("4. Receive", walk);
        await TellAsync(url, CloudNews.Status(Assert.Single(meta.Taken).Id, "delivered", Digits, TimeProvider.System.GetUtcNow()));
        await output.SaysAsync("message.delivered", walk);
        await TellAsync(url, CloudNews.Text(Digits, "wamid.IN2", "It works", TimeProvider.System.GetUtcNow()));
        Assert.True(await walk == 0, output.Text);
        Assert.Contains("message.received It works", output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(CloudServer.AccessKey, output.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(CloudServer.AppSecret, output.Text, StringComparison.Ordinal);
        Assert.Empty(meta.Faults);
    }

    private static async Task TellAsync(Uri url, System.Text.Json.Nodes.JsonObject news)
    {
        var body = CloudNews.Body(news);
        using var far = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Hub-Signature-256", CloudNews.Sign(body));
        using var answer = await far.SendAsync(request, Cancellation);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static string After(string text, string words) => text[(text.IndexOf(words, StringComparison.Ordinal) + words.Length)..].Split('\n')[0].Trim();

    /// <summary>What the walk says, for whoever waits for a word of it.</summary>
    private sealed class Spoken : TextWriter
    {
        private readonly ConcurrentQueue<string> _parts = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text => string.Concat(_parts);

        public override void Write(char value) => _parts.Enqueue(value.ToString());

        public override void Write(string? value) => _parts.Enqueue(value ?? "");

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteLineAsync(string? value)
        {
            Write($"{value}\n");
            return Task.CompletedTask;
        }

        public Task<string> SaysAsync(string words, Task walk) =>
            Eventually.SeesAsync(() => Task.FromResult(Text), text => text.Contains(words, StringComparison.Ordinal) || walk.IsCompleted, $"the walk says '{words}'");
    }
}
