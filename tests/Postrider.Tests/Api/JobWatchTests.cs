using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Postrider.Jobs;
using Postrider.Server.Api.Dispatch;
using Postrider.Storage;
using Xunit;

namespace Postrider.Tests.Api;

/// <summary>Callers that wait for a job share a look, outlive its failure, and do not end each other's wait.</summary>
public sealed class JobWatchTests
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);
    private readonly EndedJobs _jobs = new();
    private readonly JobRef _job = new(new WorkspaceId(1), Guid.NewGuid());
    private readonly JobWatch _watch;

    public JobWatchTests() => _watch = new JobWatch(_jobs, TimeProvider.System, NullLogger<JobWatch>.Instance);

    [Fact]
    public async Task A_look_that_fails_is_followed_by_the_next()
    {
        _jobs.Failures.Enqueue(new InvalidOperationException("The pool is exhausted."));
        _jobs.Ended.Add(_job);

        await _watch.WaitAsync(_job, _long, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_others_waiting()
    {
        using var impatient = new CancellationTokenSource();
        var first = _watch.WaitAsync(_job, _long, impatient.Token);
        var second = _watch.WaitAsync(_job, _long, CancellationToken.None);
        await impatient.CancelAsync();
        await first;
        Assert.False(second.IsCompleted);

        _jobs.Ended.Add(_job);
        await second.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private sealed class EndedJobs : IJobStore
    {
        public ConcurrentQueue<Exception> Failures { get; } = new();

        public ConcurrentBag<JobRef> Ended { get; } = [];

        public Task<IReadOnlyList<JobRef>> FindFinishedAsync(IReadOnlyList<JobRef> jobs, CancellationToken cancellationToken) =>
            Failures.TryDequeue(out var failure) ? throw failure : Task.FromResult<IReadOnlyList<JobRef>>([.. jobs.Intersect(Ended)]);

        public Task<JobView?> FindAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobView>> ListAsync(WorkspaceId workspace, JobFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool?> CancelAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool?> RescheduleAsync(WorkspaceId workspace, Guid jobId, DateTimeOffset sendAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<JobExplanation?> ExplainAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<AttemptView>?> ListAttemptsAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
