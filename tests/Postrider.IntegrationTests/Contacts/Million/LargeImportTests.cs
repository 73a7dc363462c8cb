using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Postrider.IntegrationTests.Actions;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Server;
using Xunit;

namespace Postrider.IntegrationTests.Contacts.Million;

/// <summary>The largest import, through HTTP, while the client still writes it.</summary>
[Collection(Alone.Name)]
public sealed class LargeImportTests(ActionsServer server, ITestOutputHelper output) : IClassFixture<ActionsServer>
{
    private const int Many = 100_000;
    private const long MostGrowth = 100L * 1024 * 1024;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_are_imported_in_a_minute_and_little_memory()
    {
        // Once first, so that what a first import costs is not counted.
        Assert.Equal("created", (string?)(await server.Client.PostJsonAsync("/v3/contacts/import", new { items = new[] { new { firstName = "First", email = "first@import.test" } } })).Items[0]!["status"]);

        // Not held against the document: the test's own check of a hundred thousand items would be what is measured.
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress, Timeout = _longest * 2 };
        client.DefaultRequestHeaders.Add("X-API-Key", ServerProcess.Key);
        var before = await ResidentMemory.BeginAsync(server.ProcessId, Cancellation);
        var started = TimeProvider.System.GetTimestamp();
        using var body = new Items();
        using var response = await client.PostAsync("/v3/contacts/import", body, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var took = TimeProvider.System.GetElapsedTime(started);
        var growth = await ResidentMemory.MostAsync(server.ProcessId, Cancellation) - before;
        output.WriteLine($"{Many} items in {took.TotalSeconds:0.0} s, memory grew from {before / 1024 / 1024} MiB by {growth / 1024 / 1024.0:0.0} MiB at most");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(text)!;
        var items = answer["items"]!.AsArray();
        Assert.Equal(Enumerable.Range(0, Many).Select(Expected), items.Select(item => (string)item!["status"]!));
        var ids = await IdsAsync();
        Assert.All(Enumerable.Range(0, Many), i => Assert.Equal(Expected(i) == "failed" ? null : ids[Email(i)], (long?)items[i]!["id"]));
        Assert.Equal((98_900, 1_000, 100), ((int)answer["added"]!, (int)answer["updated"]!, (int)answer["failed"]!));
        Assert.InRange(took, TimeSpan.Zero, _longest);
        Assert.InRange(growth, long.MinValue, MostGrowth);
    }

    // Every hundredth repeats who came fifty before, every thousandth and seventh has no first name.
    private static string Expected(int i) => i % 1000 == 7 ? "failed" : i % 100 == 99 ? "updated" : "created";

    private static string Email(int i) => $"ida{(i % 100 == 99 ? i - 50 : i)}@import.test";

    private async Task<Dictionary<string, long>> IdsAsync()
    {
        await using var command = server.Database.Database.Read.CreateCommand("select email, contact_id from contact");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var ids = new Dictionary<string, long>();
        while (await reader.ReadAsync(Cancellation))
        {
            ids.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return ids;
    }

    /// <summary>Writes item after item; nobody holds them all.</summary>
    private sealed class Items : HttpContent
    {
        public Items() => Headers.TryAddWithoutValidation("Content-Type", "application/json");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
            await writer.WriteAsync("{\"items\":[");
            for (var i = 0; i < Many; i++)
            {
                var name = Expected(i) == "failed" ? "" : $"\"firstName\":\"Ida{i}\",";
                await writer.WriteAsync($$"""{{(i == 0 ? "" : ",")}}{{{name}}"lastName":"Import{{i % 5000}}","email":"{{Email(i)}}","company":"Company {{i % 9000}}","title":"Head of Sales","notes":"{{new string('n', i % 300)}}"}""");
            }

            await writer.WriteAsync("]}");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
