using System.Globalization;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp;

/// <summary>
/// What comes back with everything that a far side tells of a message: which attempt it was. Where there is no history to look at, or none that proves anything, this is the
/// proof that a message whose answer was lost is there; it is kept for whoever looks.
/// </summary>
internal sealed class MessageMark(IProfileStore profiles, IJobStore jobs)
{
    private const string Prefix = "job:";
    private static readonly TimeSpan _kept = TimeSpan.FromDays(7);

    public static string Of(Guid jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{jobId:N}/{attempt}");

    /// <summary>Keeps the proof where the job's end is not known yet.</summary>
    /// <param name="account">Whose far side told it.</param>
    /// <param name="mark">As it came back; whatever was no mark of ours is left.</param>
    /// <param name="messageId">The message's id there.</param>
    /// <param name="fault">Why it failed after all; null: it did not.</param>
    /// <param name="isTo">Whether a job's address is whom it went to, where that is told; null: it is not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepAsync(DriverAccount account, string mark, string messageId, MessageFailure? fault, Func<string, bool>? isTo, CancellationToken cancellationToken)
    {
        var (workspace, accountId) = (account.Account.Workspace, account.Account.AccountId);
        if (JobOf(mark) is { } jobId
            && await jobs.FindAsync(workspace, jobId, cancellationToken) is { State: JobState.Running or JobState.Settling } job && job.AccountId == accountId && isTo?.Invoke(job.Address) != false
            // What is told comes in any order, and what failed stays failed.
            && (fault is not null || await profiles.FindAsync(workspace, accountId, mark, _kept, cancellationToken) is null))
        {
            await profiles.KeepAsync(workspace, accountId, mark, new FarProfile(messageId, FarProfile.Unknown, fault is null ? null : $"{fault.Code} {fault.Words}"), cancellationToken);
        }
    }

    /// <summary>The message's id there, and why it failed after all; null: nothing was told of it.</summary>
    public async Task<(string MessageId, MessageFailure? Fault)?> FindAsync(DriverJob job, CancellationToken cancellationToken) =>
        await profiles.FindAsync(job.Job.Workspace, job.Account.Account.AccountId, Of(job.Job.JobId, job.Attempt), _kept, cancellationToken) is { } kept ? (kept.FarId, Read(kept.ChatId)) : null;

    private static MessageFailure? Read(string? kept) => kept?.Split(' ', 2) is [var code, var words] ? new MessageFailure(code, words) : null;

    private static Guid? JobOf(string mark) =>
        mark.StartsWith(Prefix, StringComparison.Ordinal) && mark.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && Guid.TryParseExact(mark[Prefix.Length..slash], "N", out var jobId) && int.TryParse(mark[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && mark == Of(jobId, attempt) ? jobId : null;
}

/// <summary>Why a message that was taken failed after all.</summary>
/// <param name="Code">The job's code, one word.</param>
/// <param name="Words">What the far side says, for people.</param>
internal sealed record MessageFailure(string Code, string Words);
