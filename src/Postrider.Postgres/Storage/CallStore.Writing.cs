using Npgsql;
using Postrider.Calls;
using Postrider.Events;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Writes what a running call does, as long as the job is the writer's own. Order: the job, its call, the log last.</summary>
public sealed partial class CallStore
{
    public async Task<bool> WriteAsync(CallRecord record, int claim, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            var before = await OwnAsync(connection, record, claim, cancellationToken);
            await using var batch = new Batch(connection);
            var isOurs = before is { } state && state != CallState.Ended;
            if (isOurs)
            {
                AddRecord(batch, record);
                AddTelling(batch, record, before!.Value);
            }

            batch.Add("commit");
            await batch.RunAsync(cancellationToken);
            return isOurs;
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }

    /// <summary>Locks the job and its call; the state as it was written last, or null where the job is not the writer's any more.</summary>
    private static async Task<CallState?> OwnAsync(NpgsqlConnection connection, CallRecord record, int claim, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(Sql["own"]).With(record.Job.Workspace.Value).With(record.Job.JobId).With(claim);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? CallRows.Parse(reader.GetString(0)) : null;
    }

    private static void AddRecord(Batch batch, CallRecord record) => batch.Add(Sql["write"])
        .With(record.Job.Workspace.Value).With(record.Job.JobId).With(record.Attempt)
        .With(CallRows.Name(record.State)).WithNull(record.Outcome).WithNull(record.AnsweredBy).WithNull(record.EndedBy).With(record.SipCode).WithNull(record.SipReason)
        .With(Instant.ToStore(record.DialedAt)).With(Instant.ToStore(record.RingingAt)).With(Instant.ToStore(record.AnsweredAt)).With(Instant.ToStore(record.EndedAt))
        .With(record.Digits).With(record.OptOut).With(CallRows.Write(record.Transcript)).With(CallRows.Write(record.Warnings)).WithNull(record.RecordingSha256).WithNull(record.FarSideId);

    /// <summary>A call goes through its states in their order, so what was told is what is not behind the last one.</summary>
    private static void AddTelling(Batch batch, CallRecord record, CallState before)
    {
        (CallState State, string Kind, DateTimeOffset? At)[] all =
        [
            (CallState.Dialing, EventKind.CallDialing, record.DialedAt),
            (CallState.Ringing, EventKind.CallRinging, record.RingingAt),
            (CallState.InProgress, EventKind.CallAnswered, record.AnsweredAt),
            (CallState.Ended, EventKind.CallEnded, record.EndedAt),
        ];
        var told = Array.FindAll(all, entry => entry.State > before && entry.At is not null);
        if (told.Length > 0)
        {
            EventRows.AddLock(batch);
            batch.Add(Sql["tell"]).With(record.Job.Workspace.Value).With(record.Job.JobId)
                .With(told.Select(entry => CallRows.Name(entry.State)).ToArray())
                .With(told.Select(entry => entry.Kind).ToArray())
                .With((long)told.Length);
        }
    }
}
