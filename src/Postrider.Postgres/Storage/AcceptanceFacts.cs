using Npgsql;
using Postrider.Acceptance;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>What the rules need to know, read under the lanes' locks in one round trip.</summary>
internal sealed class AcceptanceFacts
{
    public DateTimeOffset Now { get; private set; }

    public short Generation { get; private set; }

    public Dictionary<LaneKey, LaneSlots> Lanes { get; } = [];

    public HashSet<(LaneKey Lane, string AccountId)> HeldLines { get; } = [];

    public HashSet<(long Workspace, string Address)> Suppressed { get; } = [];

    public Dictionary<(long Workspace, Guid KeyHash), KeptRow> Answers { get; } = [];

    public Dictionary<(long Workspace, Guid Fingerprint), Reception.Duplicate> Duplicates { get; } = [];

    internal sealed record KeptRow(Guid BodyHash, KeptAnswer Answer, DateTimeOffset CreatedAt, short Generation);

    public static async Task<AcceptanceFacts> ReadAsync(NpgsqlConnection connection, IReadOnlyList<Request> requests, CancellationToken cancellationToken)
    {
        var sql = AcceptanceStore.Sql;
        NewJob[] jobs = [.. requests.SelectMany(request => request.Jobs)];
        LaneKey[] lanes = [.. jobs.Select(job => new LaneKey(job.Workspace.Value, job.Lane)).Distinct()];
        Request[] keyed = [.. requests.Where(request => request.Key is not null)];
        NewJob[] unique = [.. jobs.Where(job => job.Fingerprint is not null)];
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(sql["share_generation"]).With(Locks.Generation);
        batch.Add(sql["lock_lanes"]).With(lanes.Select(lane => lane.Workspace).ToArray()).With(lanes.Select(lane => lane.Lane).ToArray());
        batch.Add(sql["read_now"]);
        batch.Add(sql["read_held_lines"])
            .With(jobs.Select(job => job.Workspace.Value).ToArray())
            .With(jobs.Select(job => job.Lane).ToArray())
            .With(jobs.Select(job => job.AccountId).ToArray());
        batch.Add(sql["read_suppressed"]).With(jobs.Select(job => job.Workspace.Value).ToArray()).With(jobs.Select(job => job.Address).ToArray());
        batch.Add(sql["read_answers"])
            .With(keyed.Select(request => request.Workspace.Value).ToArray())
            .With(keyed.Select(request => request.Key!.Value.KeyHash).ToArray());
        if (unique.Length > 0)
        {
            batch.Add(sql["read_duplicates"])
                .With(unique.Select(job => job.Workspace.Value).ToArray())
                .With(unique.Select(job => job.Fingerprint!.Value).ToArray())
                .With(unique.Select(job => Instant.Microseconds(job.DedupeWindow)).ToArray());
        }

        var facts = new AcceptanceFacts();
        await using var reader = await batch.ReadAsync(cancellationToken);
        await facts.TakeAsync(reader, unique, cancellationToken);
        return facts;
    }

    private async Task TakeAsync(NpgsqlDataReader reader, NewJob[] unique, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new LaneKey(reader.GetInt64(0), reader.GetString(1));
            var tail = new LaneTail(reader.AtOrNull(2), reader.AtOrNull(3), reader.Gap(4), reader.Gap(5), reader.At(6));
            Lanes.Add(key, new LaneSlots(key, tail));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        Now = reader.At(0);
        Generation = reader.GetInt16(1);

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            HeldLines.Add((new LaneKey(reader.GetInt64(0), reader.GetString(1)), reader.GetString(2)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Suppressed.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new KeptRow(reader.GetGuid(2), new KeptAnswer(reader.GetInt16(3), reader.GetFieldValue<byte[]>(4)), reader.At(5), reader.GetInt16(6));
            var key = (reader.GetInt64(0), reader.GetGuid(1));
            if (!Answers.TryGetValue(key, out var other) || other.CreatedAt < row.CreatedAt)
            {
                Answers[key] = row;
            }
        }

        if (unique.Length == 0)
        {
            return;
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = unique[reader.GetInt64(0) - 1];
            Duplicates[(job.Workspace.Value, job.Fingerprint!.Value)] =
                new Reception.Duplicate(reader.GetGuid(1), reader.At(2), JobStates.Parse(reader.GetString(3)), Now);
        }
    }
}
