using System.Globalization;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>
/// What comes back with everything that Meta tells of a message: which attempt it was. The far side has no history to look at, so this is the one proof that a message whose
/// answer was lost is there; it is kept for whoever looks.
/// </summary>
internal sealed class CloudMark(IProfileStore profiles, IJobStore jobs)
{
    private const string Prefix = "job:";
    private static readonly TimeSpan _kept = TimeSpan.FromDays(7);

    public static string Of(Guid jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{jobId:N}/{attempt}");

    /// <summary>Keeps the proof where the job's end is not known yet.</summary>
    /// <param name="mark">As it came back; whatever was no mark of ours is left.</param>
    /// <param name="fault">Why it failed after all; null: it did not.</param>
    public async Task KeepAsync(DriverAccount account, string mark, string messageId, string? fault, CancellationToken cancellationToken)
    {
        if (JobOf(mark) is { } jobId
            && await jobs.FindAsync(account.Account.Workspace, jobId, cancellationToken) is { State: JobState.Running or JobState.Settling } job && job.AccountId == account.Account.AccountId)
        {
            await profiles.KeepAsync(account.Account.Workspace, account.Account.AccountId, mark, new FarProfile(messageId, FarProfile.Unknown, fault), cancellationToken);
        }
    }

    /// <summary>The message's id there, and why it failed after all; null: nothing was told of it.</summary>
    public async Task<(string MessageId, string? Fault)?> FindAsync(DriverJob job, CancellationToken cancellationToken) =>
        await profiles.FindAsync(job.Job.Workspace, job.Account.Account.AccountId, Of(job.Job.JobId, job.Attempt), _kept, cancellationToken) is { } kept ? (kept.FarId, kept.ChatId) : null;

    private static Guid? JobOf(string mark) =>
        mark.StartsWith(Prefix, StringComparison.Ordinal) && mark.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        && Guid.TryParseExact(mark[Prefix.Length..slash], "N", out var jobId) && int.TryParse(mark[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) && mark == Of(jobId, attempt) ? jobId : null;
}
