using System.Security.Cryptography;
using Postrider.Postgres.Storage;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Audio;

public sealed class SpeechStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static long _workspaces = 700;
    private readonly WorkspaceId _workspace = new(Interlocked.Increment(ref _workspaces));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SpeechStore Speech => new(database.Database);

    [Fact]
    public async Task What_is_kept_is_found_by_its_workspace_alone()
    {
        var (hash, content) = (Hash(1), Hash(2));
        Assert.Null(await Speech.FindAsync(_workspace, hash, Cancellation));
        await Speech.KeepAsync(_workspace, hash, content, Cancellation);
        Assert.Equal(content, await Speech.FindAsync(_workspace, hash, Cancellation));
        Assert.Null(await Speech.FindAsync(_workspace, content, Cancellation));
        Assert.Null(await Speech.FindAsync(new WorkspaceId(_workspace.Value + 100_000), hash, Cancellation));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Speech.KeepAsync(_workspace, hash, Hash(3), Cancellation)));
        Assert.Equal(Hash(3), await Speech.FindAsync(_workspace, hash, Cancellation));
    }

    [Fact]
    public async Task Content_that_a_text_became_is_spared_for_thirty_days_and_then_goes()
    {
        await using var own = await TestDatabase.CreateAsync();
        var (speech, contents, nodes) = (new SpeechStore(own.Database), new ContentStore(own.Database), new NodeStore(own.Database));
        var named = await contents.PutAsync(_workspace, "spoken"u8.ToArray(), Cancellation);
        var unnamed = await contents.PutAsync(_workspace, "nobody's"u8.ToArray(), Cancellation);
        var strangers = await contents.PutAsync(new WorkspaceId(_workspace.Value + 1), "spoken"u8.ToArray(), Cancellation);
        await speech.KeepAsync(_workspace, Hash(1), named, Cancellation);
        await own.TurnAsync(TimeSpan.FromHours(2));
        await nodes.DropUnusedContentAsync(Cancellation);
        Assert.NotNull(await contents.ReadAsync(_workspace, named, Cancellation));
        Assert.Null(await contents.ReadAsync(_workspace, unnamed, Cancellation));
        Assert.Null(await contents.ReadAsync(new WorkspaceId(_workspace.Value + 1), strangers, Cancellation));

        await own.TurnAsync(TimeSpan.FromDays(29));
        await nodes.DropUnusedContentAsync(Cancellation);
        Assert.NotNull(await contents.ReadAsync(_workspace, named, Cancellation));
        Assert.Equal(named, await speech.FindAsync(_workspace, Hash(1), Cancellation));

        await own.TurnAsync(TimeSpan.FromDays(1));
        Assert.Null(await speech.FindAsync(_workspace, Hash(1), Cancellation));
        await nodes.DropUnusedContentAsync(Cancellation);
        Assert.Null(await contents.ReadAsync(_workspace, named, Cancellation));
        Assert.Equal(0, await CountAsync(own));
    }

    [Fact]
    public async Task A_text_that_is_kept_anew_is_young_again()
    {
        await using var own = await TestDatabase.CreateAsync();
        var speech = new SpeechStore(own.Database);
        await speech.KeepAsync(_workspace, Hash(1), Hash(2), Cancellation);
        await own.TurnAsync(TimeSpan.FromDays(20));
        await speech.KeepAsync(_workspace, Hash(1), Hash(3), Cancellation);
        await own.TurnAsync(TimeSpan.FromDays(20));
        await new NodeStore(own.Database).DropUnusedContentAsync(Cancellation);
        Assert.Equal(Hash(3), await speech.FindAsync(_workspace, Hash(1), Cancellation));
    }

    private static byte[] Hash(byte number) => SHA256.HashData([number]);

    private static async Task<long> CountAsync(TestDatabase database)
    {
        await using var command = database.Database.Read.CreateCommand("select count(*) from spoken_text");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
