using Npgsql;
using Postrider.Contacts;
using Postrider.IntegrationTests.Promises;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Contacts.Million;

/// <summary>A workspace of a million contacts, beside one of a few, is as fast as its users were told.</summary>
[Collection(Alone.Name)]
public sealed class MillionContactsTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int Many = 1_000_000;
    private const int Calls = 60;
    private const int Rounds = 4;
    private const int Imported = 100_000;
    private const int Part = 1000;
    private static readonly TimeSpan _page = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _counted = TimeSpan.FromMilliseconds(300);

    private readonly List<string> _slow = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_million_contacts_are_searched_paged_counted_written_and_imported_in_time()
    {
        await using var house = await ContactHouse.StartAsync(database, "a million");
        var few = house with { Workspace = await house.Node.MakeWorkspaceAsync("a few") };
        var started = TimeProvider.System.GetTimestamp();
        await LoadAsync(house.Workspace);
        output.WriteLine($"loaded in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s");

        await IsFastAsync("list", _page, i => house.FilterAsync(new ContactFilter { Skip = Math.Min(i * 500, 10_000) }));
        foreach (var term in new[] { "common", "ann7", "person", "hundredth", "xyzzy", "p987654@", "münchen", "an", "klondike", "zz" })
        {
            await IsFastAsync($"search {term}", _page, _ => SearchAsync(house, term));
        }

        foreach (var filter in new ContactFilter[]
        {
            new() { SearchTerm = "hundredth" }, new() { SearchTerm = "klondike" }, new() { SearchTerm = "tenth" }, new() { ListId = 1 }, new() { ListId = 1, SearchTerm = "tenth" },
            new() { Rules = [new FilterRule(new FilterProperty.Text(ContactField.Company), FilterCondition.Equals, "Klondike")] },
            new() { Rules = [new FilterRule(new FilterProperty.Text(ContactField.City), FilterCondition.NotEquals, "Oslo")] },
        })
        {
            await IsFastAsync($"page and total of {filter}", _counted, _ => house.FilterAsync(filter));
        }

        Assert.Equal(Many, (await house.FilterAsync(new ContactFilter())).Total);
        Assert.Equal((5_000L, false), Total(await house.FilterAsync(new ContactFilter { SearchTerm = "hundredth" })));
        Assert.Equal((5_000L, false), Total(await house.FilterAsync(new ContactFilter { SearchTerm = "tenth" })));
        Assert.Equal(1L, (await house.FilterAsync(new ContactFilter { SearchTerm = "p987654@" })).Total);

        await few.CreateAsync(ContactHouse.Person("Common", "few@example.com"));
        await IsFastAsync("search among few", _page, _ => few.FilterAsync(new ContactFilter { SearchTerm = "common" }));
        Assert.Equal(1L, (await few.FilterAsync(new ContactFilter { SearchTerm = "person" })).Total + (await few.FilterAsync(new ContactFilter { SearchTerm = "common" })).Total);
        await IsFastAsync("create", _page, i => house.CreateAsync(ContactHouse.Person("New", $"new{i}@example.com", $"+1415555{i:0000}")));
        await ImportAsync(house);
        Assert.Empty(_slow);
    }

    private async Task ImportAsync(ContactHouse house)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var part = 0; part < Imported / Part; part++)
        {
            var items = Enumerable.Range(part * Part, Part).Select(i => ContactHouse.Change(
                (ContactField.FirstName, $"Ida{i % 800}"), (ContactField.LastName, $"Import{i % 5000}"), (ContactField.Email, $"import{i}@example.com"), (ContactField.Company, $"Company {i % 9000}"),
                (ContactField.Title, "Head of Sales"), (ContactField.Phone, $"+1415{i:0000000}"))).ToArray();
            Assert.All(await house.Contacts.ImportAsync(house.Workspace, items, new ImportOptions(), Cancellation), answer => Assert.Equal(ImportStatus.Created, answer.Status));
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        output.WriteLine($"imported {Imported} in {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(60), $"The import took {took}.");
    }

    private static (long, bool) Total(ContactPage page) => (page.Total, page.TotalIsExact);

    private static async Task<ContactPage> SearchAsync(ContactHouse house, string term) => await house.FilterAsync(new ContactFilter { SearchTerm = term, Counted = false });

    private async Task IsFastAsync(string what, TimeSpan limit, Func<int, Task> call)
    {
        // The first ones fill caches and prepare statements.
        for (var i = 0; i < 3; i++)
        {
            await call(i);
        }

        // What the machine does beside it makes it slower and never faster: once within the limit is enough.
        var p95 = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds && p95 >= limit; round++)
        {
            p95 = await MeasureAsync(what, 3 + (round * Calls), call);
        }

        if (p95 >= limit)
        {
            _slow.Add($"{what}: {p95.TotalMilliseconds} ms");
        }
    }

    private async Task<TimeSpan> MeasureAsync(string what, int first, Func<int, Task> call)
    {
        var took = new List<TimeSpan>();
        for (var i = first; i < first + Calls; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await call(i);
            took.Add(TimeProvider.System.GetElapsedTime(started));
        }

        took.Sort();
        var p95 = took[(took.Count * 95 / 100) - 1];
        output.WriteLine($"{p95.TotalMilliseconds,7:0.0} ms p95, {took[took.Count / 2].TotalMilliseconds,7:0.0} ms p50: {what}");
        return p95;
    }

    /// <summary>Half of them common, a tenth and a hundredth rarer, and a company whose people all came one after another.</summary>
    private async Task LoadAsync(WorkspaceId workspace)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await RunAsync(connection, "set maintenance_work_mem = '512MB'; set synchronous_commit = off; drop index contact_search; drop index contact_mail; drop index contact_address_contact");
        await RunAsync(connection, $"""
            insert into contact (workspace_id, contact_id, email, first_name, last_name, company, title, city, mail_address, search_text, created_at, updated_at)
            select {workspace}, i, e, f, l, c, t, o, 'mail:' || e, ' ' || lower(f) || ' ' || lower(l) || ' ' || e || ' ' || lower(c) || ' ' || lower(t), now(), now()
            from (select nextval('contact_number') as i, n, 'p' || n || '@example.com' as e, 'Ann' || n % 900 as f, 'Person' || n % 7000 as l,
                    case when n between 600000 and 620000 then 'Klondike' else 'Firm ' || n % 50000 end as c,
                    case when n % 100 = 0 then 'Hundredth' when n % 10 = 0 then 'Tenth' when n % 2 = 0 then 'Common' else 'Other' end as t,
                    case when n % 3 = 0 then 'Oslo' end as o
                from generate_series(1, {Many}) n) rows
            """);
        await RunAsync(connection, "create index contact_search on contact using gin (workspace_id, search_text gin_trgm_ops) with (gin_pending_list_limit = 512)");
        await RunAsync(connection, "create unique index contact_mail on contact (workspace_id, mail_address) where mail_address is not null");
        await RunAsync(connection, $"insert into contact_address (workspace_id, address, contact_id) select workspace_id, mail_address, contact_id from contact where workspace_id = {workspace} order by mail_address");
        await RunAsync(connection, "create index contact_address_contact on contact_address (workspace_id, contact_id)");
        await RunAsync(connection, $"""
            insert into contact_total values ({workspace}, {Many});
            insert into contact_list (workspace_id, name, shared, members, created_at) values ({workspace}, 'Fifth', false, {Many / 5}, now());
            insert into contact_list_member (workspace_id, list_id, contact_id) select {workspace}, 1, contact_id from contact where workspace_id = {workspace} and contact_id % 5 = 0
            """);
        await RunAsync(connection, "analyze contact; analyze contact_address; analyze contact_list_member");
    }

    private async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(Cancellation);
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(started).TotalSeconds,5:0.0} s: {sql[..Math.Min(sql.Length, 50)].ReplaceLineEndings(" ")}");
    }
}
