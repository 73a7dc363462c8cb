using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Calls;
using Postrider.Channels;
using Postrider.Dispatching;
using Postrider.Events;
using Postrider.Lanes;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>The statements that close the jobs of one batch. Order: lanes, accounts, jobs, the log last.</summary>
internal sealed class CloseWriting(DateTimeOffset now, Closing[] closings)
{
    private static readonly Statements _sql = Statements.Load("finish.sql");

    public void AddTo(Batch batch)
    {
        if (closings.Length == 0)
        {
            return;
        }

        AddLanes(batch);
        AddLoads(batch);
        AddUse(batch);
        AddAttempts(batch);
        var events = new EventRows(now);
        AddDials(batch);
        AddMoves(batch, events);
        AddTroubles(batch);
        AddEvents(events);
        events.AddTo(batch);
        AddNotes(batch);
    }

    private static int Ended(Closing closing) => closing.NodeId is null ? 0 : 1;

    private static FinishedRows.Ending Ending(ClaimedJob job) => new(job.Job, job.Channel, job.Attempt, job.StartedAt);

    /// <summary>An ending of an attempt that leaves no trace, unless it has come to an outcome.</summary>
    private static FinishedRows.Ending Unburnt(Closing closing) => closing.Outcome is not null
        ? Ending(closing.Claimed)
        : new FinishedRows.Ending(closing.Claimed.Job, closing.Claimed.Channel, closing.Claimed.Attempt - 1, closing.Claimed.Attempt > 1 ? closing.Claimed.StartedAt : null);

    private static long Workspace(Closing closing) => closing.Claimed.Job.Workspace.Value;

    private void AddLanes(Batch batch)
    {
        var lanes = closings.GroupBy(closing => new LaneKey(Workspace(closing), closing.Claimed.Lane)).ToArray();
        batch.Add(_sql["leave_lanes"])
            .With(lanes.Select(lane => lane.Key.Workspace).ToArray())
            .With(lanes.Select(lane => lane.Key.Lane).ToArray())
            .With(lanes.Select(lane => lane.Sum(Ended)).ToArray())
            .With(lanes.Select(lane => Instant.ToStore(lane.Min(DueAt))).ToArray())
            .With(Instant.ToStore(now));
        if (closings.Any(closing => closing.Step is ClosingStep.GiveBack))
        {
            batch.Add(AcceptanceStore.Sql["wake"]);
        }
    }

    private DateTimeOffset DueAt(Closing closing) => closing.Step switch
    {
        ClosingStep.Retry retry => retry.DueAt,
        ClosingStep.GiveBack => now,
        _ => DateTimeOffset.MaxValue,
    };

    private void AddLoads(Batch batch)
    {
        var accounts = closings.Where(closing => closing.NodeId is not null).GroupBy(closing => (Workspace: Workspace(closing), closing.Claimed.AccountId)).ToArray();
        batch.Add(_sql["leave_loads"])
            .With(accounts.Select(account => account.Key.Workspace).ToArray())
            .With(accounts.Select(account => account.Key.AccountId).ToArray())
            .With(accounts.Select(account => account.Count()).ToArray())
            .With(accounts.Select(account => account.Count(closing => closing.Step is ClosingStep.GiveBack or ClosingStep.Cancel or ClosingStep.Retry { Unburnt: true })).ToArray());
    }

    /// <summary>What profiles did today, action by action. Mail and the rest have no such limits, and cost nothing here. The day is that of the account's last start.</summary>
    private void AddUse(Batch batch)
    {
        var used = closings
            .Where(closing => closing is { Claimed.Channel: Channel.LinkedIn, Step: ClosingStep.Succeed { Delivery.Status: not "skipped" } })
            .GroupBy(closing => (Workspace: Workspace(closing), closing.Claimed.AccountId, Action: ((ClosingStep.Succeed)closing.Step).Delivery.ResolvedAction))
            .ToArray();
        if (used.Length > 0)
        {
            batch.Add(_sql["count_use"])
                .With(used.Select(action => action.Key.Workspace).ToArray())
                .With(used.Select(action => action.Key.AccountId).ToArray())
                .With(used.Select(action => action.Key.Action).ToArray())
                .With(used.Select(action => action.Count()).ToArray());
        }
    }

    /// <summary>How the last dials of campaigns went at their trunks.</summary>
    private void AddDials(Batch batch)
    {
        var dials = closings
            .Where(closing => closing.CallOutcome is not null)
            .Select(closing => (Workspace: Workspace(closing), CampaignId: LaneName.CampaignOf(closing.Claimed.Lane), IsFault: closing.CallOutcome == CallOutcome.Failed))
            .Where(dial => dial.CampaignId is not null)
            .ToArray();
        if (dials.Length > 0)
        {
            batch.Add(CampaignStore.Sql["add_dials"])
                .With(dials.Select(dial => dial.Workspace).ToArray())
                .With(dials.Select(dial => dial.CampaignId!.Value).ToArray())
                .With(dials.Select(dial => dial.IsFault).ToArray())
                .With(Instant.ToStore(now));
        }
    }

    private void AddAttempts(Batch batch)
    {
        var tried = closings.Where(closing => closing is { Outcome: not null, Step: not ClosingStep.Retry { Unburnt: true } }).ToArray();
        if (tried.Length > 0)
        {
            batch.Add(_sql["insert_attempts"])
                .With(tried.Select(Workspace).ToArray())
                .With(tried.Select(closing => closing.Claimed.Job.JobId).ToArray())
                .With(tried.Select(closing => closing.Claimed.Attempt).ToArray())
                .With(tried.Select(closing => closing.Claimed.AccountId).ToArray())
                .With(tried.Select(closing => closing.NodeId).ToArray())
                .With(tried.Select(closing => Instant.ToStore(closing.Claimed.StartedAt)).ToArray())
                .With(Instant.ToStore(now))
                .With(tried.Select(closing => closing.Outcome!).ToArray())
                .With(tried.Select(closing => closing.Detail).ToArray())
                .WithSparse(tried.Select(closing => (short?)closing.Answer?.Status).ToArray())
                .WithSparse(tried.Select(closing => closing.Answer?.Text).ToArray());
        }

        var looked = closings.Where(closing => closing.Found is not null).ToArray();
        if (looked.Length > 0)
        {
            batch.Add(_sql["settle_attempts"])
                .With(looked.Select(Workspace).ToArray())
                .With(looked.Select(closing => closing.Claimed.Job.JobId).ToArray())
                .With(looked.Select(closing => closing.Claimed.Attempt).ToArray())
                .With(looked.Select(closing => closing.Found!).ToArray());
        }
    }

    private void AddMoves(Batch batch, EventRows events)
    {
        var finished = new FinishedRows(now);
        foreach (var closing in closings)
        {
            switch (closing.Step)
            {
                case ClosingStep.Succeed succeed:
                    finished.Succeed(Ending(closing.Claimed), succeed.Delivery);
                    break;
                case ClosingStep.Fail fail:
                    finished.Fail(Ending(closing.Claimed), fail.Fault);
                    break;
                case ClosingStep.Cancel:
                    finished.Cancel(Unburnt(closing));
                    break;
            }
        }

        finished.AddTo(batch, events);
        AddSaid(batch);
        var back = closings.Where(closing => closing.Step is ClosingStep.Retry or ClosingStep.GiveBack).ToArray();
        if (back.Length > 0)
        {
            // A loose lane lets others pass a job that waits for its back-off; in a strict one it keeps its place.
            batch.Add(_sql["put_back"])
                .With(back.Select(Workspace).ToArray())
                .With(back.Select(closing => closing.Claimed.Job.JobId).ToArray())
                .With(back.Select(closing => Instant.ToStore(DueAt(closing))).ToArray())
                .With(back.Select(closing => (closing.Step as ClosingStep.Retry)?.Note).ToArray())
                .With(back.Select(closing => closing.Step is ClosingStep.GiveBack or ClosingStep.Retry { Unburnt: true } ? 1 : 0).ToArray());
        }

        var calls = back.Where(closing => closing.Claimed.Channel == Channel.Voice).ToArray();
        if (calls.Length > 0)
        {
            batch.Add(CallStore.Sql["return"]).With(calls.Select(Workspace).ToArray()).With(calls.Select(closing => closing.Claimed.Job.JobId).ToArray());
        }

        var anew = calls.Where(closing => closing is { CallOutcome: not null, Step: ClosingStep.Retry } || closing.Found is not null).ToArray();
        if (anew.Length > 0)
        {
            batch.Add(CallStore.Sql["begin_anew"]).With(anew.Select(Workspace).ToArray()).With(anew.Select(closing => closing.Claimed.Job.JobId).ToArray());
        }

        var settling = closings.Where(closing => closing.Step is ClosingStep.Settle).ToArray();
        if (settling.Length > 0)
        {
            batch.Add(_sql["set_settling"])
                .With(settling.Select(Workspace).ToArray())
                .With(settling.Select(closing => closing.Claimed.Job.JobId).ToArray())
                .With(settling.Select(closing => Instant.ToStore(((ClosingStep.Settle)closing.Step).LookAt)).ToArray())
                .With(settling.Select(closing => ((ClosingStep.Settle)closing.Step).Note).ToArray());
        }
    }

    /// <summary>Conversations come after jobs, as wherever both are written.</summary>
    private void AddSaid(Batch batch)
    {
        var said = closings.Where(closing => closing.Step is ClosingStep.Succeed { Delivery.IsSaid: true }).ToArray();
        if (said.Length > 0)
        {
            var (workspaces, jobs) = (said.Select(Workspace).ToArray(), said.Select(closing => closing.Claimed.Job.JobId).ToArray());
            batch.Add(InboxStore.Sql["keep_conversations"]).With(workspaces).With(jobs).With(Instant.ToStore(now));
            batch.Add(InboxStore.Sql["keep_sent"]).With(workspaces).With(jobs).With(said.Select(closing => ((ClosingStep.Succeed)closing.Step).Delivery.MessageId).ToArray()).With(Instant.ToStore(now));
        }
    }

    /// <summary>What the far side told of these messages before its answer to them was written down here.</summary>
    private void AddNotes(Batch batch)
    {
        var said = closings.Where(closing => closing is { Claimed.Channel: Channel.LinkedIn or Channel.WhatsApp, Step: ClosingStep.Succeed { Delivery: { IsSaid: true, MessageId: not null } } }).ToArray();
        if (said.Length > 0)
        {
            InboxStore.AddTelling(batch, [.. said.Select(Workspace)], [.. said.Select(closing => closing.Claimed.AccountId)], [.. said.Select(closing => ((ClosingStep.Succeed)closing.Step).Delivery.MessageId)]);
        }
    }

    private void AddTroubles(Batch batch)
    {
        var broken = closings.Where(closing => closing.Trouble is not null).DistinctBy(closing => (Workspace(closing), closing.Claimed.AccountId)).ToArray();
        if (broken.Length > 0)
        {
            batch.Add(_sql["break_accounts"])
                .With(broken.Select(Workspace).ToArray())
                .With(broken.Select(closing => closing.Claimed.AccountId).ToArray())
                .With(broken.Select(closing => closing.Trouble!.Status.Name()).ToArray())
                .With(broken.Select(closing => closing.Trouble!.Reason).ToArray())
                .With(Instant.ToStore(now))
                .With(broken.Select(closing => Instant.ToStore(closing.Trouble!.Seen)).ToArray());
            batch.Add(_sql["raise_account_version"]);
        }
    }

    private void AddEvents(EventRows events)
    {
        foreach (var closing in closings)
        {
            var (kind, data) = Event(closing);
            events.Add(Workspace(closing), kind, closing.Claimed.Job.JobId, closing.Claimed.AccountId, data, closing.Claimed.Channel);
        }
    }

    private static (string Kind, string? Data) Event(Closing closing) => closing.Step switch
    {
        ClosingStep.Succeed => (EventKind.JobSucceeded, null),
        ClosingStep.Fail fail => (EventKind.JobFailed, FinishedRows.Describe(fail.Fault)),
        ClosingStep.Retry retry => (EventKind.JobDeferred, new JsonObject { ["attempt"] = closing.Claimed.Attempt, ["detail"] = retry.Note, ["next_attempt_at"] = retry.DueAt }.ToJsonString()),
        ClosingStep.Settle settle => (EventKind.JobSettling, new JsonObject { ["attempt"] = closing.Claimed.Attempt, ["detail"] = settle.Note }.ToJsonString()),
        ClosingStep.Cancel => (EventKind.JobCancelled, null),
        _ => (EventKind.JobReturned, null),
    };
}
