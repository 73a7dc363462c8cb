using Npgsql;
using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>A lane under this claim's lock.</summary>
internal sealed record LockedLane(LaneKey Key, StartLane Lane, TimeSpan WaitingGap, TimeSpan HeadGap, DateTimeOffset? LastSlotAt)
{
    /// <summary>The least gap before any of its jobs.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>How many jobs of a line are worth reading: of a paced lane one can start and one more says what comes next, of a gapless one many; and many of one whose jobs may step aside.</summary>
    public int Most { get; set; } = 2;

    public List<LaneHead> Heads { get; } = [];

    /// <summary>Of each head, its slot and what it would end as if it ended now.</summary>
    public Dictionary<Guid, (DateTimeOffset SlotAt, FinishedRows.Ending Ending)> Places { get; } = [];

    public List<LockedLine> Lines { get; } = [];

    public (DateTimeOffset DueAt, TimeSpan Gap)? NextDue { get; set; }

    /// <summary>The gaps of jobs that came back into line and hold a slot in it from now on.</summary>
    public TimeSpan Returned { get; set; }
}

/// <summary>An account's part of a locked lane.</summary>
internal sealed record LockedLine(string AccountId, bool Held, LockedLoad Load);

/// <summary>An account's load under this claim's lock.</summary>
internal sealed record LockedLoad(long Workspace, string AccountId, Account Account, AccountLoad Load, string? Hold, DateTimeOffset? HeldSince, DateTimeOffset? HeldUntil, bool Gone, StartPace? Pace);

/// <summary>What a claim reads under the locks, in two round trips: which lanes, then who stands in them.</summary>
internal sealed class ClaimFacts
{
    public DateTimeOffset Now { get; private set; }

    public DateTimeOffset? NextReady { get; private set; }

    public Dictionary<LaneKey, LockedLane> Lanes { get; } = [];

    public Dictionary<(long Workspace, string AccountId), LockedLoad> Loads { get; } = [];

    public async Task LockLanesAsync(NpgsqlConnection connection, TimeSpan horizon, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(DispatchStore.Sql["lock_due_lanes"]).With(Instant.Microseconds(horizon)).With(limit);
        batch.Add(DispatchStore.Sql["read_now"]).With(Instant.Microseconds(horizon)).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new LaneKey(reader.GetInt64(0), reader.GetString(1));
            var lane = new StartLane(reader.GetBoolean(2), reader.GetInt32(4), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.AtOrNull(5), CampaignRows.ReadHours(reader.TextOrNull(10)));
            Lanes.Add(key, new LockedLane(key, lane, reader.Gap(6), reader.Gap(7), reader.AtOrNull(8)) { Gap = reader.IsDBNull(9) ? TimeSpan.Zero : reader.Gap(9) });
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        Now = reader.At(0);

        // Due lanes that others have locked, or that were too many for one claim, are looked at again at once.
        NextReady = reader.GetInt64(2) > Lanes.Count ? Now : reader.AtOrNull(1);
    }

    public async Task ReadAsync(NpgsqlConnection connection, TimeSpan horizon, int permits, CancellationToken cancellationToken)
    {
        foreach (var lane in Lanes.Values.Where(lane => lane.HeadGap == TimeSpan.Zero || lane.Lane.Hours is not null))
        {
            lane.Most = Math.Clamp((permits / Lanes.Count) + 1, 2, 64);
        }

        var workspaces = Lanes.Keys.Select(key => key.Workspace).ToArray();
        var lanes = Lanes.Keys.Select(key => key.Lane).ToArray();
        var until = Instant.ToStore(Now + horizon);
        await using var batch = new Batch(connection);
        batch.Add(DispatchStore.Sql["release_aside"]).With(workspaces).With(lanes).With(until);
        batch.Add(DispatchStore.Sql["lock_loads"]).With(workspaces).With(lanes);
        batch.Add(DispatchStore.Sql["read_heads"]).With(workspaces).With(lanes).With(Lanes.Values.Select(lane => lane.Most).ToArray());
        batch.Add(DispatchStore.Sql["read_next_due"]).With(workspaces).With(lanes);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var returned = new List<(LaneKey Lane, string AccountId, TimeSpan Gap)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.GetBoolean(4))
            {
                returned.Add((new LaneKey(reader.GetInt64(0), reader.GetString(1)), reader.GetString(2), reader.Gap(3)));
            }
        }

        await reader.NextResultAsync(cancellationToken);
        await TakeLoadsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await TakeHeadsAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Lanes[new LaneKey(reader.GetInt64(0), reader.GetString(1))].NextDue = (reader.At(2), reader.Gap(3));
        }

        foreach (var (key, accountId, gap) in returned)
        {
            if (Lanes[key].Lines.Any(line => line.AccountId == accountId && !line.Held))
            {
                Lanes[key].Returned += gap;
            }
        }
    }

    private async Task TakeLoadsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var lane = Lanes[new LaneKey(reader.GetInt64(0), reader.GetString(1))];
            var load = Load(reader);
            var key = (load.Workspace, load.AccountId);
            if (!Loads.TryAdd(key, load))
            {
                load = Loads[key];
            }

            lane.Lines.Add(new LockedLine(load.AccountId, reader.GetBoolean(3), load));
        }
    }

    private async Task TakeHeadsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var workspace = reader.GetInt64(0);
            var lane = Lanes[new LaneKey(workspace, reader.GetString(1))];
            var accountId = reader.GetString(3);
            var job = new JobRef(new WorkspaceId(workspace), reader.GetGuid(2));
            lane.Places[job.JobId] = (reader.At(8), new FinishedRows.Ending(job, reader.GetString(10), reader.GetInt32(11), reader.AtOrNull(12)));
            lane.Heads.Add(new LaneHead
            {
                Job = job,
                AccountId = accountId,
                Position = reader.GetInt64(4),
                Gap = reader.Gap(5) > lane.Gap ? reader.Gap(5) : lane.Gap,
                Zones = reader.TextOrNull(13) ?? "",
                DueAt = reader.At(6),
                ExpiresAt = reader.AtOrNull(7),
                Fault = reader.GetBoolean(9) ? JobFault.Suppressed : Loads[(workspace, accountId)].Gone ? JobFault.NoAccount : null,
            });
        }
    }

    private static LockedLoad Load(NpgsqlDataReader reader)
    {
        var account = new Account
        {
            Workspace = new WorkspaceId(reader.GetInt64(0)),
            AccountId = reader.GetString(2),
            Kind = "",
            Channel = reader.GetString(19),
            Name = "",
            Settings = [],
            Status = AccountStatuses.Parse(reader.GetString(10)),
            Paused = reader.GetBoolean(11),
            DailyLimit = reader.IsDBNull(12) ? null : reader.GetInt32(12),
            RampUp = AccountJson.ReadRampUp(reader.TextOrNull(13)),
            Window = AccountJson.ReadWindow(reader.TextOrNull(14)),
            TimeZone = reader.TextOrNull(15) ?? "UTC",
            MaxConnections = reader.GetInt32(16),
            CreatedAt = reader.At(17),
        };
        var day = reader.IsDBNull(5) ? (DateOnly?)null : reader.GetFieldValue<DateOnly>(5);
        return new LockedLoad(
            account.Workspace.Value, account.AccountId, account, new AccountLoad(reader.GetInt32(4), day, reader.GetInt32(6)),
            reader.TextOrNull(7), reader.AtOrNull(8), reader.AtOrNull(9), reader.GetBoolean(18),
            reader.IsDBNull(20) ? null : new StartPace(reader.Gap(20), reader.AtOrNull(21)));
    }
}
