using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Campaigns;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Writes a decided claim and commits, in one round trip; what it returns has been marked running.</summary>
internal static class ClaimWriting
{
    public static async Task<List<ClaimedJob>> WriteAsync(NpgsqlConnection connection, Guid nodeId, ClaimFacts facts, ClaimPlan plan, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        var starts = plan.Starts;
        if (starts.Count > 0)
        {
            batch.Add(DispatchStore.Sql["start_jobs"])
                .With(starts.Select(start => start.Head.Job.Workspace.Value).ToArray())
                .With(starts.Select(start => start.Head.Job.JobId).ToArray())
                .With(starts.Select(start => Instant.ToStore(start.StartAt)).ToArray())
                .With(nodeId);
        }

        if (plan.Aside.Count > 0)
        {
            batch.Add(DispatchStore.Sql["step_aside"])
                .With(plan.Aside.Select(aside => aside.Head.Job.Workspace.Value).ToArray())
                .With(plan.Aside.Select(aside => aside.Head.Job.JobId).ToArray())
                .With(plan.Aside.Select(aside => Instant.ToStore(aside.Until)).ToArray())
                .With(CallHours.Note);
        }

        AddLoads(batch, plan);
        AddLines(batch, plan);
        var events = new EventRows(facts.Now);

        // Before the lanes: those that are counted anew must not count who has just left.
        AddRefusals(batch, plan, events, facts.Now);
        AddLanes(batch, plan);
        AddHoldEvents(plan, events);
        events.AddTo(batch);
        batch.Add("commit");
        await using var reader = await batch.ReadAsync(cancellationToken);
        var jobs = starts.Count > 0 ? await DispatchStore.ReadJobsAsync(reader, cancellationToken) : [];
        while (await reader.NextResultAsync(cancellationToken))
        {
            // An error of any later statement, the commit included, comes up here.
        }

        return jobs;
    }

    private static void AddLoads(Batch batch, ClaimPlan plan)
    {
        var loads = plan.Loads;
        if (loads.Count == 0)
        {
            return;
        }

        batch.Add(DispatchStore.Sql["update_loads"])
            .With(loads.Select(load => load.Before.Workspace).ToArray())
            .With(loads.Select(load => load.Before.AccountId).ToArray())
            .With(loads.Select(load => load.Started).ToArray())
            .With(loads.Select(load => load.UsedDay).ToArray())
            .With(loads.Select(load => load.Used).ToArray())
            .With(loads.Select(load => load.Hold?.Reason).ToArray())
            .With(loads.Select(load => Instant.ToStore(load.HeldSince)).ToArray())
            .With(loads.Select(load => Instant.ToStore(load.Hold?.Until)).ToArray())
            .WithSparse(loads.Select(load => Instant.ToStore(load.Before.Pace?.LastStartAt)).ToArray());
    }

    private static void AddLines(Batch batch, ClaimPlan plan)
    {
        var changes = plan.LineChanges;
        if (changes.Count == 0)
        {
            return;
        }

        batch.Add(DispatchStore.Sql["update_lines"])
            .With(changes.Select(change => change.Lane.Workspace).ToArray())
            .With(changes.Select(change => change.Lane.Lane).ToArray())
            .With(changes.Select(change => change.AccountId).ToArray())
            .With(changes.Select(change => change.Held).ToArray());
        var released = changes.Where(change => !change.Held).ToArray();
        batch.Add(DispatchStore.Sql["count_released"])
            .With(released.Select(change => change.Lane.Workspace).ToArray())
            .With(released.Select(change => change.Lane.Lane).ToArray())
            .With(released.Select(change => change.AccountId).ToArray());
    }

    private static void AddLanes(Batch batch, ClaimPlan plan)
    {
        var lanes = plan.Lanes;
        batch.Add(DispatchStore.Sql["update_lanes"])
            .With(lanes.Select(lane => lane.Key.Workspace).ToArray())
            .With(lanes.Select(lane => lane.Key.Lane).ToArray())
            .With(lanes.Select(lane => Instant.ToStore(lane.LastStartAt)).ToArray())
            .With(lanes.Select(lane => Instant.ToStore(lane.LastSlotAt)).ToArray())
            .With(lanes.Select(lane => lane.Started).ToArray())
            .With(lanes.Select(lane => Instant.Microseconds(lane.WaitingGap)).ToArray())
            .With(lanes.Select(lane => Instant.Microseconds(lane.HeadGap)).ToArray())
            .With(lanes.Select(lane => lane.Blocked).ToArray())
            .With(lanes.Select(lane => Instant.ToStore(lane.ReadyAt)).ToArray())
            .With(lanes.Select(lane => lane.LastJobId).ToArray())
            .With(lanes.Select(lane => lane.SomeHeld).ToArray());
        if (plan.LineChanges.Count > 0)
        {
            LaneKey[] recount = [.. plan.LineChanges.Select(change => change.Lane).Distinct()];
            batch.Add(DispatchStore.Sql["recount_lanes"])
                .With(recount.Select(lane => lane.Workspace).ToArray())
                .With(recount.Select(lane => lane.Lane).ToArray());
        }
    }

    private static void AddRefusals(Batch batch, ClaimPlan plan, EventRows events, DateTimeOffset now)
    {
        var finished = new FinishedRows(now);
        foreach (var (head, ending, fault) in plan.Refusals)
        {
            finished.Fail(ending, fault);
            events.Add(head.Job.Workspace.Value, EventKind.JobFailed, head.Job.JobId, head.AccountId, FinishedRows.Describe(fault), ending.Channel);
        }

        finished.AddTo(batch, events);
    }

    private static void AddHoldEvents(ClaimPlan plan, EventRows events)
    {
        foreach (var load in plan.Loads.Where(load => load.Before.Hold != load.Hold?.Reason))
        {
            var kind = load.Hold is null ? EventKind.AccountReleased : EventKind.AccountHeld;
            var data = new JsonObject { ["hold"] = load.Hold?.Reason ?? load.Before.Hold };
            if (load.Hold is { } hold && hold.Until != DateTimeOffset.MaxValue)
            {
                data["until"] = hold.Until;
            }

            events.Add(load.Before.Workspace, kind, null, load.Before.AccountId, data.ToJsonString(), load.Before.Account.Channel);
        }
    }
}
