using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Waits until jobs have ended, wherever they run. All who wait share one look; without anybody waiting there is none.</summary>
internal sealed partial class JobWatch(IJobStore jobs, TimeProvider time, ILogger<JobWatch> logger)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<JobRef, Watched> _watched = [];
    private bool _looking;

    /// <summary>Ends when the job has ended or the time is over, whichever comes first.</summary>
    public async Task WaitAsync(JobRef job, TimeSpan longest, CancellationToken cancellationToken)
    {
        var watched = Enter(job);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(watched.Ended.Task, Task.Delay(longest, time, over.Token));
        await over.CancelAsync();
        Leave(job, watched);
    }

    private Watched Enter(JobRef job)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(job, out var watched))
            {
                _watched[job] = watched = new Watched();
            }

            watched.Waiting++;
            if (!_looking)
            {
                _looking = true;
                _ = Task.Run(LookAsync);
            }

            return watched;
        }
    }

    private void Leave(JobRef job, Watched watched)
    {
        lock (_lock)
        {
            if (--watched.Waiting == 0)
            {
                _watched.Remove(job);
            }
        }
    }

    private JobRef[] StillWatched()
    {
        lock (_lock)
        {
            _looking = _watched.Count > 0;
            return [.. _watched.Keys];
        }
    }

    private async Task LookAsync()
    {
        while (StillWatched() is { Length: > 0 } watched)
        {
            var pause = _pause;
            try
            {
                Tell(await jobs.FindFinishedAsync(watched, CancellationToken.None));
            }
            catch (Exception exception)
            {
                // Those who wait read the job afterwards and are told then.
                pause = _pauseAfterFailure;
                LogNotSeen(exception.Message);
            }

            await Task.Delay(pause, time);
        }
    }

    private void Tell(IReadOnlyList<JobRef> ended)
    {
        lock (_lock)
        {
            foreach (var job in ended)
            {
                _watched.GetValueOrDefault(job)?.Ended.TrySetResult();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The jobs that callers wait for could not be looked at: {Detail}")]
    private partial void LogNotSeen(string detail);

    private sealed class Watched
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }
}
