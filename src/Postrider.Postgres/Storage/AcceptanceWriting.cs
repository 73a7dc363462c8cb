using System.Globalization;
using Npgsql;
using Postrider.Events;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Writes a decided batch and commits, in one round trip. Order: lanes, allowances, keys, jobs, the log last.</summary>
internal static class AcceptanceWriting
{
    public static async Task WriteAsync(NpgsqlConnection connection, AcceptancePlan plan, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        AddLanes(batch, plan);
        AddAllowances(batch, plan);
        AddAnswers(batch, plan);
        AddMoves(batch, plan);
        AddJobs(batch, plan);
        batch.Add("commit");
        await batch.RunAsync(cancellationToken);
    }

    private static void AddLanes(Batch batch, AcceptancePlan plan)
    {
        LaneSlots[] changed = [.. plan.Facts.Lanes.Values.Where(lane => lane.Changed)];
        if (changed.Length == 0)
        {
            return;
        }

        batch.Add(AcceptanceStore.Sql["update_lanes"])
            .With(changed.Select(lane => lane.Key.Workspace).ToArray())
            .With(changed.Select(lane => lane.Key.Lane).ToArray())
            .With(changed.Select(lane => Instant.ToStore(lane.Tail.TailAt)).ToArray())
            .With(changed.Select(lane => Instant.Microseconds(lane.Tail.WaitingGap)).ToArray())
            .With(changed.Select(lane => Instant.Microseconds(lane.Tail.HeadGap)).ToArray())
            .With(changed.Select(lane => Instant.ToStore(lane.Tail.ReadyAt)).ToArray());
        if (changed.Any(lane => lane.Earlier))
        {
            batch.Add(AcceptanceStore.Sql["wake"]);
        }
    }

    private static void AddAnswers(Batch batch, AcceptancePlan plan)
    {
        if (plan.WornKeys.Count > 0)
        {
            batch.Add(Generation("delete_answers", plan))
                .With(plan.WornKeys.Select(request => request.Workspace.Value).ToArray())
                .With(plan.WornKeys.Select(request => request.Key!.Value.KeyHash).ToArray());
        }

        var answers = plan.Answers;
        if (answers.Count > 0)
        {
            batch.Add(Generation("insert_answers", plan))
                .With(answers.Select(kept => kept.Request.Workspace.Value).ToArray())
                .With(answers.Select(kept => kept.Request.Key!.Value.KeyHash).ToArray())
                .With(answers.Select(kept => kept.Request.Key!.Value.BodyHash).ToArray())
                .With(answers.Select(kept => (short)kept.Answer.Status).ToArray())
                .With(answers.Select(kept => kept.Answer.Body).ToArray())
                .With(Instant.ToStore(plan.Facts.Now));
        }
    }

    private static void AddMoves(Batch batch, AcceptancePlan plan)
    {
        if (plan.Moves.Count > 0)
        {
            batch.Add(AcceptanceStore.Sql["move_cursors"])
                .With(plan.Moves.Keys.Select(key => key.Workspace).ToArray())
                .With(plan.Moves.Keys.Select(key => key.AccountId).ToArray())
                .With(plan.Moves.Values.ToArray());
        }
    }

    private static string Generation(string name, AcceptancePlan plan) =>
        AcceptanceStore.Sql[name].Replace("{0}", plan.Facts.Generation.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static void AddJobs(Batch batch, AcceptancePlan plan)
    {
        var jobs = plan.Jobs;
        if (jobs.Count == 0)
        {
            return;
        }

        var now = Instant.ToStore(plan.Facts.Now);
        var workspaces = jobs.Select(entry => entry.Job.Workspace.Value).ToArray();
        var ids = jobs.Select(entry => entry.JobId).ToArray();
        var lanes = jobs.Select(entry => entry.Job.Lane).ToArray();
        var accounts = jobs.Select(entry => entry.Job.AccountId).ToArray();
        var slots = jobs.Select(entry => Instant.ToStore(entry.Slot.At)).ToArray();
        var expiries = jobs.Select(entry => Instant.ToStore(entry.Job.ExpiresAt)).ToArray();
        var gaps = jobs.Select(entry => Instant.Microseconds(entry.Job.Gap)).ToArray();
        batch.Add(AcceptanceStore.Sql["insert_jobs"])
            .With(workspaces).With(ids).With(lanes).With(accounts)
            .With(jobs.Select(entry => entry.Job.Channel).ToArray())
            .With(jobs.Select(entry => entry.Job.Action).ToArray())
            .With(jobs.Select(entry => entry.Job.Address).ToArray())
            .With(slots)
            .WithSparse(jobs.Select(entry => Instant.ToStore(entry.Job.SendAt)).ToArray())
            .WithSparse(expiries).With(gaps)
            .WithSparse(jobs.Select(entry => entry.Job.Fingerprint).ToArray())
            .With(jobs.Select(entry => entry.Job.Body).ToArray())
            .With(now);
        batch.Add(AcceptanceStore.Sql["insert_live"])
            .With(workspaces).With(ids).With(lanes).With(accounts)
            .With(jobs.Select(entry => entry.Slot.InLine).ToArray())
            .With(jobs.Select(entry => entry.Slot.Counted).ToArray())
            .With(gaps).With(slots).WithSparse(expiries)
            .WithSparse(jobs.Select(entry => entry.Job.Call?.Zones).ToArray());
        AddContentUses(batch, plan);
        AddActivities(batch, plan, now);
        AddCalls(batch, plan, now);
        var events = new EventRows(plan.Facts.Now);
        AddCampaigns(batch, plan, events);
        foreach (var (job, id, _) in jobs.Where(entry => entry.Job.Call?.CampaignId is null))
        {
            events.Add(job.Workspace.Value, EventKind.JobAccepted, id, job.AccountId, null, job.Channel);
        }

        events.AddTo(batch);
    }

    private static void AddContentUses(Batch batch, AcceptancePlan plan)
    {
        var uses = plan.Jobs.SelectMany(entry => entry.Job.Contents, (entry, hash) => (Workspace: entry.Job.Workspace.Value, Hash: hash, entry.JobId)).ToArray();
        if (uses.Length > 0)
        {
            batch.Add(AcceptanceStore.Sql["insert_content_uses"])
                .With(uses.Select(use => use.Workspace).ToArray())
                .With(uses.Select(use => use.Hash).ToArray())
                .With(uses.Select(use => use.JobId).ToArray());
        }
    }

    private static void AddActivities(Batch batch, AcceptancePlan plan, DateTime now)
    {
        var done = plan.Jobs.Where(entry => entry.Job.Activity is not null).ToArray();
        if (done.Length > 0)
        {
            batch.Add(ActivityStore.Sql["insert"])
                .With(done.Select(entry => entry.Job.Workspace.Value).ToArray())
                .With(done.Select(entry => entry.JobId).ToArray())
                .With(done.Select(entry => entry.Job.Activity!.ContactId).ToArray())
                .With(done.Select(entry => entry.Job.AccountId).ToArray())
                .With(done.Select(entry => entry.Job.Activity!.Kind).ToArray())
                .With(now);
        }
    }

    private static void AddAllowances(Batch batch, AcceptancePlan plan)
    {
        if (plan.Spenders.Count > 0)
        {
            var spent = plan.Spenders.Select(workspace => (Workspace: workspace, Allowance: plan.Facts.Allowances[workspace])).ToArray();
            batch.Add(CallStore.Sql["spend"])
                .With(spent.Select(entry => entry.Workspace).ToArray())
                .With(spent.Select(entry => entry.Allowance.Month!.Value).ToArray())
                .With(spent.Select(entry => entry.Allowance.Used).ToArray());
        }
    }

    private static void AddCalls(Batch batch, AcceptancePlan plan, DateTime now)
    {
        var calls = plan.Jobs.Where(entry => entry.Job.Call is not null).ToArray();
        if (calls.Length > 0)
        {
            batch.Add(CallStore.Sql["insert"])
                .With(calls.Select(entry => entry.Job.Workspace.Value).ToArray())
                .With(calls.Select(entry => entry.JobId).ToArray())
                .With(calls.Select(entry => entry.Job.Call!.AgentId).ToArray())
                .With(calls.Select(entry => entry.Job.Address).ToArray())
                .With(now)
                .WithSparse(calls.Select(entry => entry.Job.Call!.CampaignId).ToArray())
                .WithSparse(calls.Select(entry => entry.Job.Call!.Zones).ToArray());
        }
    }

    /// <summary>A campaign's numbers come by the thousand: the log is told of them once, and not before anybody has seen the campaign.</summary>
    private static void AddCampaigns(Batch batch, AcceptancePlan plan, EventRows events)
    {
        var calls = plan.Jobs.Where(entry => entry.Job.Call?.CampaignId is not null).ToArray();
        if (calls.Length == 0)
        {
            return;
        }

        batch.Add(CampaignStore.Sql["add_calls"])
            .With(calls.Select(entry => entry.Job.Workspace.Value).ToArray())
            .With(calls.Select(entry => entry.Job.Call!.CampaignId!.Value).ToArray())
            .With(calls.Select(entry => entry.Job.Call!.Zones ?? "").ToArray())
            .With(calls.Select(entry => entry.Job.Address).ToArray());
        foreach (var campaign in calls.GroupBy(entry => (entry.Job.Workspace.Value, entry.Job.Call!.CampaignId!.Value)).Where(campaign => plan.Facts.Campaigns[campaign.Key]))
        {
            events.Add(campaign.Key.Item1, EventKind.CampaignExtended, null, null, CampaignRows.Describe(campaign.Key.Item2, data => data["accepted"] = campaign.Count()));
        }
    }
}
