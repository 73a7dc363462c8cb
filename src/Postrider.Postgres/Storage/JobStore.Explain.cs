using Npgsql;
using Postrider.Accounts;
using Postrider.Campaigns;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Says why a job waits, from one look at its lane and account.</summary>
public sealed partial class JobStore
{
    public async Task<JobExplanation?> ExplainAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["find"]).With(workspace.Value).With(jobId);
        batch.Add(_sql["explain"]).With(workspace.Value).With(jobId);
        batch.Add(Statements.Load("finish.sql")["read_now"]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var jobs = await JobRows.ReadAsync(reader, cancellationToken);
        if (jobs.Count == 0)
        {
            return null;
        }

        await reader.NextResultAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            return Explain(jobs[0], reader);
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new JobExplanation { Job = jobs[0], Now = reader.At(0), Holds = [] };
    }

    private static JobExplanation Explain(JobView job, NpgsqlDataReader reader)
    {
        var gap = reader.Gap(1);
        var (lastStart, now, ahead, dueAt) = (reader.AtOrNull(4), reader.At(12), reader.GetInt64(13), reader.At(15));
        var gapsAhead = TimeSpan.FromMicroseconds((long)reader.GetDecimal(14));
        var (hold, heldUntil) = (reader.TextOrNull(8), reader.AtOrNull(9));
        var holds = new List<JobHold>();
        if (hold is not null)
        {
            holds.Add(new JobHold(hold, heldUntil == DateTimeOffset.MaxValue ? null : heldUntil, Hold.Cure(hold)));
        }

        var paused = reader.GetBoolean(19);
        if (paused)
        {
            holds.Add(new JobHold(JobHold.CampaignPaused, null, "Its campaign has not been started, or is paused: start or resume it."));
        }

        if (dueAt > now)
        {
            holds.Add(job.Note == CallHours.Note ? new JobHold(CallHours.Note, dueAt == DateTimeOffset.MaxValue ? null : dueAt, "Nothing to do: the callee's hours begin then. PATCH the campaign's window to call at other hours.")
                : reader.GetBoolean(22) ? new JobHold(JobHold.ActionLimit, dueAt, $"Nothing to do: its place in the account's days comes then. {job.Note} Raise the account's limits to start sooner.")
                : job.Attempt > 0 ? new JobHold(JobHold.BackOff, dueAt, $"It is tried again then. {job.Note}".TrimEnd())
                : job.SendAt is { } sendAt && sendAt >= job.ScheduledAt ? new JobHold(JobHold.SendAt, dueAt, "It was asked to start then. Reschedule it to start at another time.")
                : new JobHold(JobHold.Scheduled, dueAt, "Nothing to do: its slot in the lane comes then."));
        }
        else if (ahead > 0)
        {
            holds.Add(new JobHold(JobHold.Behind, null, $"Nothing to do: {ahead} jobs of its lane that were accepted earlier start first."));
        }

        if (!reader.IsDBNull(20))
        {
            // In a campaign's lane the lane's own gap goes before every job.
            gapsAhead = reader.Gap(20) * ahead;
        }

        if (!reader.IsDBNull(21) && reader.GetBoolean(21))
        {
            holds.Add(new JobHold(JobHold.LaneBusy, null, "Nothing to do: the campaign has max_concurrent calls in flight; it starts as one ends."));
        }

        if (lastStart + gap > now && dueAt <= now)
        {
            holds.Add(new JobHold(JobHold.LaneGap, lastStart + gap, $"Nothing to do: job {reader.GetGuid(5)} started in this lane less than this job's gap ago."));
        }

        if (reader.GetInt32(10) >= reader.GetInt32(11))
        {
            holds.Add(new JobHold(JobHold.AccountBusy, null, "Nothing to do: the account has max_connections jobs in flight; it starts as one ends."));
        }

        var accountReadyAt = reader.IsDBNull(16) ? null : reader.AtOrNull(17) + (reader.Gap(16) * (reader.GetInt64(18) + 1));
        if (accountReadyAt > now && dueAt <= now)
        {
            holds.Add(new JobHold(JobHold.AccountGap, accountReadyAt, "Nothing to do: the account begins at most calls_per_second calls within a second, and others began or wait before it."));
        }

        return new JobExplanation
        {
            Job = job,
            Now = now,
            Holds = holds,
            Ahead = ahead,
            LaneLastStartAt = lastStart,
            LaneLastJobId = reader.IsDBNull(5) ? null : reader.GetGuid(5),
            EstimatedStart = heldUntil == DateTimeOffset.MaxValue || paused || dueAt == DateTimeOffset.MaxValue ? null : Latest(dueAt, heldUntil, now, accountReadyAt, (lastStart ?? DateTimeOffset.MinValue) + gapsAhead + gap),
        };
    }

    private static DateTimeOffset Latest(DateTimeOffset first, params DateTimeOffset?[] others) =>
        others.Aggregate(first, (latest, other) => other > latest ? other.Value : latest);
}
