using System.Collections.Concurrent;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Waits until jobs have ended, wherever they run. All who wait share one look; without anybody waiting there is none.</summary>
internal sealed class JobWatch(IJobStore jobs, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<Guid, (JobRef Job, TaskCompletionSource Ended)> _watched = new();
    private int _looking;

    /// <summary>Ends when the job has ended or the time is over, whichever comes first.</summary>
    public async Task WaitAsync(JobRef job, TimeSpan longest, CancellationToken cancellationToken)
    {
        var (_, ended) = _watched.GetOrAdd(job.JobId, _ => (job, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        if (Interlocked.Exchange(ref _looking, 1) == 0)
        {
            _ = Task.Run(LookAsync, CancellationToken.None);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(ended.Task, Task.Delay(longest, time, over.Token));
        await over.CancelAsync();
        _watched.TryRemove(job.JobId, out _);
    }

    private async Task LookAsync()
    {
        while (!_watched.IsEmpty)
        {
            try
            {
                foreach (var jobId in await jobs.FindFinishedAsync([.. _watched.Values.Select(watched => watched.Job)], CancellationToken.None))
                {
                    if (_watched.TryGetValue(jobId, out var watched))
                    {
                        watched.Ended.TrySetResult();
                    }
                }
            }
            catch (Exception exception) when (Postgres.Storage.StoreFailure.IsUnavailable(exception))
            {
                // Those who wait read the job afterwards and are told then.
            }

            await Task.Delay(_pause, time);
        }

        Interlocked.Exchange(ref _looking, 0);
        if (!_watched.IsEmpty && Interlocked.Exchange(ref _looking, 1) == 0)
        {
            _ = Task.Run(LookAsync);
        }
    }
}
