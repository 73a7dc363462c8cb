using Npgsql;
using Postrider.Jobs;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Reads rows of <c>job_view</c>, whose columns are fetched by name so that a migration may append to them.</summary>
internal static class JobRows
{
    private static readonly Guid _last = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public static async Task<List<JobView>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var jobs = new List<JobView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(Read(reader));
        }

        return jobs;
    }

    /// <summary>The smallest version 7 id that an instant can give: such an id begins with its instant, so a span of time is a span of ids.</summary>
    public static Guid FirstOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>What stands behind every id of an earlier instant, or, without one, behind every id.</summary>
    public static Guid Before(DateTimeOffset? until) => until is { } at ? FirstOf(at) : _last;

    public static JobView Read(NpgsqlDataReader reader)
    {
        var state = JobStates.Parse(reader.GetString(reader.GetOrdinal("state")));
        return new JobView
        {
            JobId = reader.GetGuid(reader.GetOrdinal("job_id")),
            State = state,
            AccountId = reader.GetString(reader.GetOrdinal("account_id")),
            Channel = reader.GetString(reader.GetOrdinal("channel")),
            Action = reader.GetString(reader.GetOrdinal("action")),
            Address = reader.GetString(reader.GetOrdinal("address")),
            AcceptedAt = reader.At(reader.GetOrdinal("accepted_at")),
            ScheduledAt = reader.At(reader.GetOrdinal("scheduled_at")),
            SendAt = reader.AtOrNull(reader.GetOrdinal("send_at")),
            ExpiresAt = reader.AtOrNull(reader.GetOrdinal("expires_at")),
            Attempt = reader.GetInt32(reader.GetOrdinal("attempt")),
            StartedAt = reader.AtOrNull(reader.GetOrdinal("started_at")),
            FinishedAt = reader.AtOrNull(reader.GetOrdinal("finished_at")),
            NextAt = state switch
            {
                JobState.Waiting => reader.AtOrNull(reader.GetOrdinal("due_at")),
                JobState.Settling => reader.AtOrNull(reader.GetOrdinal("look_at")),
                _ => null,
            },
            Note = reader.TextOrNull(reader.GetOrdinal("note")),
            ResultJson = reader.TextOrNull(reader.GetOrdinal("result")),
            Fault = reader.TextOrNull(reader.GetOrdinal("error_code")) is { } code ? new JobFault(code, reader.GetString(reader.GetOrdinal("error_message"))) : null,
            Body = reader.GetFieldValue<byte[]>(reader.GetOrdinal("body")),
        };
    }
}
