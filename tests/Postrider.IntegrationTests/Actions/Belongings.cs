using Postrider.Testing.Server;
using Xunit;
using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>One of everything that a workspace can have, by its id. All texts in it have the mark.</summary>
internal sealed record Belongings(string Mark)
{
    /// <summary>Ids of nothing.</summary>
    public static Belongings None { get; } = new("nowhere")
    {
        Contact = 900_000_001,
        List = 900_000_002,
        Field = 900_000_003,
        Domain = 900_000_004,
        Email = 900_000_005,
        Exception = 900_000_006,
        Mailbox = 900_000_007,
        Tag = 900_000_008,
        Profile = 900_000_009,
        Thread = 900_000_010,
        Category = 900_000_011,
        Voice = 900_000_012,
        File = 900_000_013,
        Job = Guid.Parse("00000000-0000-0000-0000-000000000014"),
    };

    public long Contact { get; init; }

    public long List { get; init; }

    public long Field { get; init; }

    public long Domain { get; init; }

    public long Email { get; init; }

    public long Exception { get; init; }

    public long Mailbox { get; init; }

    public long Tag { get; init; }

    public long Profile { get; init; }

    public long Thread { get; init; }

    public long Category { get; init; }

    public long Voice { get; init; }

    public long File { get; init; }

    public Guid Job { get; init; }

    public string Mail => $"reply.{Mark}@example.com";

    public static async Task<Belongings> MakeAsync(HttpClient client, string mark)
    {
        var mine = new Belongings(mark);
        (await client.PostJsonAsync("/api/v1/connect/accounts", new { kind = "sandbox", name = mark, settings = new { channel = "email" } })).Came(201);
        var sandbox = (long)Assert.Single((await client.GetJsonAsync(Mailboxes)).Items)!["id"]!;
        var profile = await client.MakeProfileAsync(mark);
        var contact = await IdAsync(client, "/v3/contacts", new { firstName = mark, email = mine.Mail, linkedInUrl = $"https://www.linkedin.com/in/connected-{mark}" });
        var thread = await ActionsServer.MakeThreadAsync(client, contact, sandbox);
        (await client.PostJsonAsync($"/v3/contacts/{contact}/send-direct-linkedin-message", new { linkedInAccountId = profile, message = mark })).Came(200);
        mine = mine with
        {
            Contact = contact,
            List = await IdAsync(client, "/v3/contact-lists", new { name = mark }),
            Field = await IdAsync(client, "/v3/custom-fields", new { title = mark, fieldType = "text" }),
            Domain = await IdAsync(client, "/v3/contact-blacklist-rules/domains", new { pattern = $"{mark}.example" }),
            Email = await IdAsync(client, "/v3/contact-blacklist-rules/emails", new { pattern = $"rule@{mark}.example" }),
            Exception = await IdAsync(client, "/v3/contact-blacklist-rules/email-exceptions", new { pattern = $"fine@{mark}.example" }),
            Mailbox = (long)(await client.MakeMailboxAsync($"box@{mark}.example", new { tags = new[] { mark } }))["id"]!,
            Tag = (long)(await client.GetJsonAsync($"{Mailboxes}/tags")).Json[0]!["id"]!,
            Profile = profile,
            Thread = thread,
            Category = await IdAsync(client, "/v3/inbox/threads/categories", new { name = mark }),
            Voice = (long)(await client.UploadAsync("/v3/attachments/voice", Uploads.Wav(1), fileName: $"{mark}.wav")).Json["id"]!,
            File = (long)(await client.UploadAsync("/v3/attachments", [1, 2, 3], fileName: $"{mark}.pdf")).Json["id"]!,
            Job = (Guid)(await client.GetJsonAsync("/v3/background-jobs")).Items[0]!["jobId"]!,
        };
        (await client.PostJsonAsync($"/v3/contact-lists/{mine.List}/add-contacts", new { contactIds = new[] { contact } })).Came(200);
        (await client.PutAsync($"/v3/inbox/threads/{thread}/category", new { categoryId = mine.Category })).Came(200);
        (await client.SendJsonAsync(HttpMethod.Patch, $"/v3/contacts/{contact}", new { customFields = new[] { new { id = mine.Field, value = mark } } })).Came(200);
        return mine;
    }

    /// <summary>A path of the document with this workspace's ids in the places of its parameters.</summary>
    public string PathOf(string path)
    {
        foreach (var (place, id) in new (string, object)[]
        {
            ("/contacts/{id}", Contact), ("/contact-lists/{id}", List), ("/custom-fields/{id}", Field),
            ("/domains/{id}", Domain), ("/emails/{id}", Email), ("/email-exceptions/{id}", Exception),
            ("/email-accounts/{id}", Mailbox), ("/tags/{tagId}", Tag), ("/linkedin-accounts/{id}", Profile), ("/pending/{id}", Profile),
            ("/threads/{id}", Thread), ("/categories/{id}", Category), ("/background-jobs/{id}", Job),
        })
        {
            path = path.Replace(place, $"{place[..place.IndexOf('{', StringComparison.Ordinal)]}{id}", StringComparison.Ordinal);
        }

        Assert.False(path.Contains('{', StringComparison.Ordinal), $"{path} names something of which nobody has any here; give Belongings one.");
        return path;
    }

    private static async Task<long> IdAsync(HttpClient client, string path, object body)
    {
        var made = await client.PostJsonAsync(path, body);
        Assert.True((int)made.Status is 200 or 201, made.ToString());
        return (long)made.Json["id"]!;
    }
}
