using System.Collections.Concurrent;
using Postrider.Calls;
using Postrider.Jobs;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Tests.Calls;

/// <summary>Keeps what is written, and fails or refuses as the test says.</summary>
internal sealed class ScriptedCallStore : ICallStore, ISuppressionStore
{
    public ConcurrentQueue<CallRecord> Written { get; } = new();

    public ConcurrentQueue<string> Suppressed { get; } = new();

    public ConcurrentDictionary<JobRef, byte> HangUps { get; } = new();

    /// <summary>Ends with the first record that is written.</summary>
    public TaskCompletionSource FirstWritten { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first address that is suppressed.</summary>
    public TaskCompletionSource FirstSuppressed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public volatile bool IsDown;

    public volatile bool IsLost;

    private int _tries;

    /// <summary>How often something was to be written.</summary>
    public int Tries => _tries;

    public Task<bool> WriteAsync(CallRecord record, int claim, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        if (IsDown)
        {
            return Task.FromException<bool>(new IOException("down"));
        }

        if (!IsLost)
        {
            Written.Enqueue(record);
            FirstWritten.TrySetResult();
        }

        return Task.FromResult(!IsLost);
    }

    public Task<SuppressionEntry> AddAsync(WorkspaceId workspace, string address, string reason, string? note, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            return Task.FromException<SuppressionEntry>(new IOException("down"));
        }

        Suppressed.Enqueue($"{address} {reason}");
        FirstSuppressed.TrySetResult();
        return Task.FromResult(new SuppressionEntry(address, reason, note, default));
    }

    public Task<IReadOnlyList<JobRef>> FindHangUpsAsync(IReadOnlyCollection<JobRef> calls, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JobRef>>([.. calls.Where(HangUps.ContainsKey)]);

    public Task<CallView?> FindAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<CallView>> ListAsync(WorkspaceId workspace, CallFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HangUp?> HangUpAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> RemoveAsync(WorkspaceId workspace, string address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SuppressionEntry?> FindAsync(WorkspaceId workspace, string address, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(string Address, string Reason)?> FindAnyAsync(WorkspaceId workspace, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SuppressionEntry>> ListAsync(WorkspaceId workspace, string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
