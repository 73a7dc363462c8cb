using System.Globalization;
using Npgsql;
using Postrider.Acceptance;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;
using Postrider.Suppression;

namespace Postrider.Postgres.Storage;

/// <summary>What the rules need to know, read under the lanes' locks; in one round trip, but for the rare case.</summary>
internal sealed class AcceptanceFacts
{
    private static readonly Statements _sql = AcceptanceStore.Sql;

    // One statement for each generation that may be the present one; it reads that and the one before.
    private static readonly string[] _readAnswers =
        [.. Enumerable.Range(0, 3).Select(current => string.Format(CultureInfo.InvariantCulture, _sql["read_answers"], current, (current + 2) % 3))];

    private bool _someHeld;

    public DateTimeOffset Now { get; private set; }

    public short Generation { get; private set; }

    public Dictionary<LaneKey, LaneSlots> Lanes { get; } = [];

    public HashSet<(LaneKey Lane, string AccountId)> HeldLines { get; } = [];

    /// <summary>With the reason; a suppression's own comes before that of a rule.</summary>
    public Dictionary<(long Workspace, string Address), string> Suppressed { get; } = [];

    public Dictionary<(long Workspace, Guid KeyHash), KeptRow> Answers { get; } = [];

    public Dictionary<(long Workspace, Guid Fingerprint), Reception.Duplicate> Duplicates { get; } = [];

    /// <summary>How far each endpoint's cursor has come.</summary>
    public Dictionary<(long Workspace, string AccountId), long> Cursors { get; } = [];

    /// <summary>Of the workspaces that place calls, as it is once what was decided so far is spent.</summary>
    public Dictionary<long, CallAllowance> Allowances { get; } = [];

    /// <summary>The campaigns that take numbers, and whether anybody has seen them yet.</summary>
    public Dictionary<(long Workspace, Guid CampaignId), bool> Campaigns { get; } = [];

    /// <summary>Of the numbers of these requests, those that their campaigns have already.</summary>
    public HashSet<(long Workspace, Guid CampaignId, string Address)> Numbers { get; } = [];

    internal sealed record KeptRow(Guid BodyHash, KeptAnswer Answer, DateTimeOffset CreatedAt, short Generation);

    /// <param name="generation">Of the answers, as last seen.</param>
    public static async Task<AcceptanceFacts> ReadAsync(NpgsqlConnection connection, IReadOnlyList<Request> requests, short generation, CancellationToken cancellationToken)
    {
        NewJob[] jobs = [.. requests.SelectMany(request => request.Jobs)];
        Request[] keyed = [.. requests.Where(request => request.Key is not null)];
        NewJob[] unique = [.. jobs.Where(job => job.Fingerprint is not null)];
        var facts = new AcceptanceFacts();
        await facts.ReadAsync(connection, jobs, keyed, unique, generation, cancellationToken);
        if (facts.Generation != generation && keyed.Length > 0)
        {
            await using var batch = new Batch(connection);
            AddAnswers(batch, keyed, facts.Generation);
            await using var reader = await batch.ReadAsync(cancellationToken);
            facts.Answers.Clear();
            await facts.TakeAnswersAsync(reader, cancellationToken);
        }

        Request[] moving = [.. requests.Where(request => request.Move is not null)];
        if (moving.Length > 0)
        {
            await facts.LockCursorsAsync(connection, moving, cancellationToken);
        }

        if (facts._someHeld)
        {
            await facts.ReadHeldLinesAsync(connection, jobs, cancellationToken);
        }

        return facts;
    }

    private async Task ReadAsync(NpgsqlConnection connection, NewJob[] jobs, Request[] keyed, NewJob[] unique, short generation, CancellationToken cancellationToken)
    {
        LaneKey[] lanes = [.. jobs.Select(job => new LaneKey(job.Workspace.Value, job.Lane)).Distinct()];
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(_sql["share_generation"]).With(Locks.Generation);
        batch.Add(_sql["lock_lanes"]).With(lanes.Select(lane => lane.Workspace).ToArray()).With(lanes.Select(lane => lane.Lane).ToArray());
        batch.Add(_sql["read_now"]);
        batch.Add(_sql["read_suppressed"])
            .With(jobs.Select(job => job.Workspace.Value).ToArray())
            .With(jobs.Select(job => job.Address).ToArray())
            .With(jobs.Select(job => SuppressionRule.Domain(job.Address)).ToArray());
        if (keyed.Length > 0)
        {
            AddAnswers(batch, keyed, generation);
        }

        if (unique.Length > 0)
        {
            batch.Add(_sql["read_duplicates"])
                .With(unique.Select(job => job.Workspace.Value).ToArray())
                .With(unique.Select(job => job.Fingerprint!.Value).ToArray())
                .With(unique.Select(job => Instant.Microseconds(job.DedupeWindow)).ToArray());
        }

        var callers = jobs.Where(job => job.Call is not null).Select(job => job.Workspace.Value).Distinct().Order().ToArray();
        NewJob[] numbers = [.. jobs.Where(job => job.Call?.CampaignId is not null)];
        if (numbers.Length > 0)
        {
            var campaigns = numbers.Select(job => (Workspace: job.Workspace.Value, CampaignId: job.Call!.CampaignId!.Value)).Distinct().ToArray();
            batch.Add(CampaignStore.Sql["lock_campaigns"]).With(campaigns.Select(campaign => campaign.Workspace).ToArray()).With(campaigns.Select(campaign => campaign.CampaignId).ToArray());
            batch.Add(CampaignStore.Sql["read_numbers"])
                .With(numbers.Select(job => job.Workspace.Value).ToArray())
                .With(numbers.Select(job => job.Call!.CampaignId!.Value).ToArray())
                .With(numbers.Select(job => job.Address).ToArray());
        }

        if (callers.Length > 0)
        {
            batch.Add(CallStore.Sql["make_allowances"]).With(callers);
            batch.Add(CallStore.Sql["lock_allowances"]).With(callers);
        }

        await using var reader = await batch.ReadAsync(cancellationToken);
        await TakeAsync(reader, keyed.Length > 0, unique, numbers.Length > 0, callers.Length > 0, cancellationToken);
    }

    private static void AddAnswers(Batch batch, Request[] keyed, short generation) => batch.Add(_readAnswers[generation])
        .With(keyed.Select(request => request.Workspace.Value).ToArray())
        .With(keyed.Select(request => request.Key!.Value.KeyHash).ToArray());

    private async Task LockCursorsAsync(NpgsqlConnection connection, Request[] moving, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["lock_cursors"]).With(moving.Select(request => request.Workspace.Value).ToArray()).With(moving.Select(request => request.Move!.Value.AccountId).ToArray());
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Cursors[(reader.GetInt64(0), reader.GetString(1))] = reader.GetInt64(2);
        }
    }

    private async Task ReadHeldLinesAsync(NpgsqlConnection connection, NewJob[] jobs, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["read_held_lines"])
            .With(jobs.Select(job => job.Workspace.Value).ToArray())
            .With(jobs.Select(job => job.Lane).ToArray())
            .With(jobs.Select(job => job.AccountId).ToArray());
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            HeldLines.Add((new LaneKey(reader.GetInt64(0), reader.GetString(1)), reader.GetString(2)));
        }
    }

    private async Task TakeAsync(NpgsqlDataReader reader, bool answers, NewJob[] unique, bool numbers, bool calls, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new LaneKey(reader.GetInt64(0), reader.GetString(1));
            var tail = new LaneTail(reader.AtOrNull(2), reader.AtOrNull(3), reader.Gap(4), reader.Gap(5), reader.At(6));
            Lanes.Add(key, new LaneSlots(key, tail));
            _someHeld |= reader.GetBoolean(7);
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        Now = reader.At(0);
        Generation = reader.GetInt16(1);

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Suppressed.TryAdd((reader.GetInt64(0), reader.GetString(1)), reader.GetString(2));
        }

        if (answers)
        {
            await reader.NextResultAsync(cancellationToken);
            await TakeAnswersAsync(reader, cancellationToken);
        }

        if (unique.Length > 0)
        {
            await reader.NextResultAsync(cancellationToken);
            await TakeDuplicatesAsync(reader, unique, cancellationToken);
        }

        if (numbers)
        {
            await TakeNumbersAsync(reader, cancellationToken);
        }

        if (calls)
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Allowances.Add(reader.GetInt64(0), CallAllowanceStore.Read(reader, 1));
            }
        }
    }

    private async Task TakeNumbersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = CampaignStates.Parse(reader.GetString(2));
            if (state.TakesNumbers())
            {
                Campaigns.Add((reader.GetInt64(0), reader.GetGuid(1)), state != CampaignState.Gathering);
            }
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Numbers.Add((reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2)));
        }
    }

    private async Task TakeAnswersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new KeptRow(reader.GetGuid(2), new KeptAnswer(reader.GetInt16(3), reader.GetFieldValue<byte[]>(4)), reader.At(5), reader.GetInt16(6));
            var key = (reader.GetInt64(0), reader.GetGuid(1));
            if (!Answers.TryGetValue(key, out var other) || other.CreatedAt < row.CreatedAt)
            {
                Answers[key] = row;
            }
        }
    }

    private async Task TakeDuplicatesAsync(NpgsqlDataReader reader, NewJob[] unique, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = unique[reader.GetInt64(0) - 1];
            Duplicates[(job.Workspace.Value, job.Fingerprint!.Value)] =
                new Reception.Duplicate(reader.GetGuid(1), reader.At(2), JobStates.Parse(reader.GetString(3)), Now);
        }
    }
}
