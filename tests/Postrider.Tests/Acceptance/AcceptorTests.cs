using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Acceptance;
using Xunit;

namespace Postrider.Tests.Acceptance;

/// <summary>Promise 5 among others: one answer per key, however many requests race.</summary>
public sealed class AcceptorTests : IAsyncDisposable
{
    private static readonly Guid _key = Guid.NewGuid();
    private static readonly Guid _body = Guid.NewGuid();
    private readonly ScriptedAcceptanceStore _store = new();
    private readonly Acceptor _acceptor;
    private int _answers;

    public AcceptorTests() => _acceptor = new Acceptor(_store, NullLogger<Acceptor>.Instance);

    [Fact]
    public async Task A_hundred_racing_requests_with_one_key_get_one_answer()
    {
        var results = await RaceAsync(100, () => New(new RequestKey(_key, _body)));
        Assert.Equal(1, _store.Stored);
        Assert.Single(results.OfType<RequestResult.Done>());
        Assert.Single(results.Select(Text).Distinct());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict_also_in_the_race()
    {
        var results = await Task.WhenAll(RaceAsync(50, () => New(new RequestKey(_key, _body))), RaceAsync(50, () => New(new RequestKey(_key, Guid.NewGuid()))));
        Assert.Equal(1, _store.Stored);
        Assert.Single(results.SelectMany(part => part).OfType<RequestResult.Done>());
        Assert.Contains(results.SelectMany(part => part), result => result is RequestResult.Conflict);
    }

    [Fact]
    public async Task The_same_key_in_two_workspaces_is_two_keys()
    {
        Assert.IsType<RequestResult.Done>(await AcceptAsync(New(new RequestKey(_key, _body))));
        Assert.IsType<RequestResult.Done>(await AcceptAsync(New(new RequestKey(_key, _body), workspace: 2)));
    }

    [Fact]
    public async Task An_answer_that_is_not_kept_lets_the_next_with_its_key_try()
    {
        var results = await RaceAsync(10, () => New(new RequestKey(_key, _body), status: 409));
        Assert.All(results, result => Assert.IsType<RequestResult.Done>(result));
        Assert.Equal(10, _store.Stored);
    }

    [Theory]
    [InlineData(20, new[] { 1, 20 })]
    [InlineData(70, new[] { 1, 64, 6 })]
    public async Task Requests_that_arrive_while_one_is_stored_share_the_next_transaction_and_a_crowd_does_not_wait(int arriving, int[] batches)
    {
        var (begun, go, beside) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        _store.Before = requests =>
        {
            begun.TrySetResult();
            if (requests.Count == 64)
            {
                beside.SetResult();
            }

            return go.Task;
        };
        var first = AcceptAsync(New());
        await begun.Task;
        var rest = Enumerable.Range(0, arriving).Select(_ => AcceptAsync(New())).ToArray();
        if (batches.Length > 2)
        {
            await beside.Task;
        }

        go.SetResult();
        await Task.WhenAll([first, .. rest]);
        Assert.Equal(batches, _store.Batches);
    }

    [Fact]
    public async Task A_bad_request_alone_is_told()
    {
        var bad = New();
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.Before = async requests =>
        {
            begun.TrySetResult();
            await go.Task;
            if (requests.Contains(bad))
            {
                throw new InvalidOperationException("bad row");
            }
        };
        var first = AcceptAsync(New());
        await begun.Task;
        var badOne = AcceptAsync(bad);
        var rest = Enumerable.Range(0, 5).Select(_ => AcceptAsync(New())).ToArray();
        go.SetResult();
        Assert.All(await Task.WhenAll([first, .. rest]), result => Assert.IsType<RequestResult.Done>(result));
        Assert.Equal("bad row", Assert.IsType<RequestResult.Unstorable>(await badOne).Detail);
        Assert.Equal(6, _store.Stored);
    }

    [Fact]
    public async Task A_request_that_lost_a_race_is_stored_at_the_second_look()
    {
        var deadlocks = 1;
        _store.Before = _ => deadlocks-- > 0 ? throw new InvalidOperationException("deadlock") : Task.CompletedTask;
        Assert.IsType<RequestResult.Done>(await AcceptAsync(New()));
    }

    [Fact]
    public async Task A_store_that_is_down_is_told_to_all_and_nothing_is_tried_one_by_one()
    {
        _store.IsDown = true;
        var results = await RaceAsync(40, () => New());
        Assert.All(results, result => Assert.IsType<RequestResult.StoreDown>(result));
        Assert.True(_store.Batches.Sum() <= 40);
    }

    [Fact]
    public async Task A_store_that_is_down_is_told_to_racing_repeats_too_and_the_key_works_when_it_returns()
    {
        _store.IsDown = true;
        Assert.All(await RaceAsync(40, () => New(new RequestKey(_key, _body))), result => Assert.IsType<RequestResult.StoreDown>(result));
        _store.IsDown = false;
        Assert.IsType<RequestResult.Done>(await AcceptAsync(New(new RequestKey(_key, _body))));
        Assert.IsType<RequestResult.Repeated>(await AcceptAsync(New(new RequestKey(_key, _body))));
    }

    public async ValueTask DisposeAsync() => await _acceptor.DisposeAsync();

    private Request New(RequestKey? key = null, int status = 202, long workspace = 1) => new()
    {
        Workspace = new WorkspaceId(workspace),
        Jobs = [],
        Key = key,
        Answer = _ => new KeptAnswer(status, Encoding.UTF8.GetBytes($"answer {Interlocked.Increment(ref _answers)}")),
    };

    private Task<RequestResult> AcceptAsync(Request request) => _acceptor.AcceptAsync(request, TestContext.Current.CancellationToken);

    private Task<RequestResult[]> RaceAsync(int many, Func<Request> request) =>
        Task.WhenAll(Enumerable.Range(0, many).Select(_ => Task.Run(() => AcceptAsync(request()), TestContext.Current.CancellationToken)));

    private static string Text(RequestResult result) => Encoding.UTF8.GetString(result switch
    {
        RequestResult.Done done => done.Answer.Body,
        RequestResult.Repeated repeated => repeated.Answer.Body,
        _ => throw new InvalidOperationException($"No answer: {result}"),
    });
}
