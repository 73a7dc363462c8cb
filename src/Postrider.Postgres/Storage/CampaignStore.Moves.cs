using System.Text.Json.Nodes;
using Npgsql;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Events;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>What owners, and time, do with campaigns. Order: the lane, the campaign, its jobs, the log last.</summary>
public sealed partial class CampaignStore
{
    private const int WithdrawnAtOnce = 2000;
    private const int TendedAtOnce = 50;

    private static readonly Statements _finish = Statements.Load("finish.sql");

    public Task OpenAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) =>
        MoveAsync(workspace, campaignId, [CampaignState.Gathering], CampaignState.Draft, EventKind.CampaignCreated, new Move { Data = (campaign, data) => Count(campaign, data) }, cancellationToken);

    public Task<CampaignMove> StartAsync(WorkspaceId workspace, Guid campaignId, CallPlan plan, DateTimeOffset? startAt, CancellationToken cancellationToken) => startAt is null
        ? MoveAsync(workspace, campaignId, [CampaignState.Draft, CampaignState.Scheduled], CampaignState.Running, EventKind.CampaignStarted, new Move { Plan = plan }, cancellationToken)
        : MoveAsync(workspace, campaignId, [CampaignState.Draft, CampaignState.Scheduled], CampaignState.Scheduled, EventKind.CampaignScheduled, new Move { Plan = plan, StartAt = startAt, Data = (_, data) => data["start_at"] = startAt }, cancellationToken);

    public Task<CampaignMove> PauseAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) =>
        MoveAsync(workspace, campaignId, [CampaignState.Running, CampaignState.Scheduled], CampaignState.Paused, EventKind.CampaignPaused, new Move(), cancellationToken);

    public Task<CampaignMove> ResumeAsync(WorkspaceId workspace, Guid campaignId, CallPlan plan, CancellationToken cancellationToken) =>
        MoveAsync(workspace, campaignId, [CampaignState.Paused], CampaignState.Running, EventKind.CampaignResumed, new Move { Plan = plan }, cancellationToken);

    public async Task<CampaignMove> CancelAsync(WorkspaceId workspace, Guid campaignId, bool hangUp, CancellationToken cancellationToken)
    {
        var move = await MoveAsync(
            workspace, campaignId, [CampaignState.Draft, CampaignState.Scheduled, CampaignState.Running, CampaignState.Paused], CampaignState.Canceled, EventKind.CampaignCanceled, new Move(), cancellationToken);
        if (!move.IsDone)
        {
            return move;
        }

        // What is left when this breaks off, the sweeper goes on with.
        await WithdrawAsync(workspace, campaignId, cancellationToken);
        if (hangUp)
        {
            await RunAsync(batch =>
            {
                batch.Add(Sql["ask_hang_ups"]).With(workspace.Value).With(campaignId);
                batch.Add(CallStore.Sql["tell_hang_up"]);
            }, cancellationToken);
        }

        return new CampaignMove(await FindAsync(workspace, campaignId, cancellationToken), true);
    }

    public async Task<CampaignMove> ChangeAsync(WorkspaceId workspace, Guid campaignId, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken) =>
        await MoveAsync(workspace, campaignId, null, null, EventKind.CampaignUpdated, new Move { Change = change }, cancellationToken);

    public async Task TendAsync(CancellationToken cancellationToken)
    {
        List<(WorkspaceId Workspace, Guid CampaignId, string What)> due;
        await using (var command = database.Engine.CreateCommand(Sql["find_tended"]).With(TendedAtOnce))
        {
            due = await command.ListAsync(reader => (new WorkspaceId(reader.GetInt64(0)), reader.GetGuid(1), reader.GetString(2)), cancellationToken);
        }

        foreach (var (workspace, campaignId, what) in due)
        {
            await (what switch
            {
                "start" => MoveAsync(workspace, campaignId, [CampaignState.Scheduled], CampaignState.Running, EventKind.CampaignStarted, new Move { When = campaign => campaign.StartAt <= campaign.Now }, cancellationToken),
                "discard" => DiscardAsync(workspace, campaignId, cancellationToken),
                "complete" => CompleteAsync(workspace, campaignId, cancellationToken),
                "pause" => MoveAsync(workspace, campaignId, [CampaignState.Running], CampaignState.Paused, EventKind.CampaignPaused, new Move { Reason = TrunkFails, Data = (_, data) => data["reason"] = TrunkFails }, cancellationToken),
                "close" => RunAsync(batch => batch.Add(Sql["close"]).With(workspace.Value).With(campaignId), cancellationToken),
                _ => WithdrawAsync(workspace, campaignId, cancellationToken),
            });
        }
    }

    private const string TrunkFails = "More than half of the last 20 calls failed at the trunk within 2 minutes. The report tells their sip_code; cure the voice account, then resume.";

    private static void Count(Campaign campaign, JsonObject data)
    {
        var counts = campaign.Counts;
        data["total"] = counts.Total;
        data["accepted"] = counts.Accepted;
        if (counts.Outcomes.Count > 0)
        {
            data["outcomes"] = new JsonObject(counts.Outcomes.Select(outcome => KeyValuePair.Create(outcome.Key, (JsonNode?)outcome.Value)));
        }
    }

    /// <summary>What goes along with a move.</summary>
    private sealed record Move
    {
        public CallPlan? Plan { get; init; }

        public DateTimeOffset? StartAt { get; init; }

        public string? Reason { get; init; }

        public Func<CampaignSettings, CampaignSettings>? Change { get; init; }

        /// <summary>A further condition, looked at under the locks; null: none.</summary>
        public Func<Campaign, bool>? When { get; init; }

        public Action<Campaign, JsonObject>? Data { get; init; }
    }

    private async Task CompleteAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        if (await FindAsync(workspace, campaignId, cancellationToken) is { } campaign)
        {
            // Numbers may have been added since: then it goes on.
            var done = campaign.Counts.Done;
            await MoveAsync(
                workspace, campaignId, [CampaignState.Running, CampaignState.Paused], CampaignState.Completed, EventKind.CampaignCompleted,
                new Move { When = now => now.Counts.Accepted == done, Data = (_, data) => Count(campaign, data) }, cancellationToken);
        }
    }

    /// <param name="from">Null: any state but those that are over.</param>
    /// <param name="to">Null: it keeps its state.</param>
    private async Task<CampaignMove> MoveAsync(WorkspaceId workspace, Guid campaignId, CampaignState[]? from, CampaignState? to, string kind, Move move, CancellationToken cancellationToken)
    {
        await using (var connection = await database.Engine.OpenConnectionAsync(cancellationToken))
        {
            try
            {
                var (before, now) = await LockAsync(connection, workspace, campaignId, cancellationToken);
                var isAllowed = before is not null && (from is null ? !before.State.IsOver() && before.State != CampaignState.Gathering : from.Contains(before.State)) && move.When?.Invoke(before) != false;
                if (!isAllowed)
                {
                    await Transactions.RollBackAsync(connection);
                    return new CampaignMove(before is null ? null : await FindAsync(workspace, campaignId, cancellationToken), false);
                }

                await using var batch = new Batch(connection);
                AddMove(batch, before!, to, move);
                var events = new EventRows(now);
                events.Add(workspace.Value, kind, null, before!.AccountId, CampaignRows.Describe(campaignId, data =>
                {
                    data["name"] = before.Settings.Name;
                    move.Data?.Invoke(before, data);
                }));
                events.AddTo(batch);
                batch.Add("commit");
                await batch.RunAsync(cancellationToken);
            }
            catch
            {
                await Transactions.RollBackAsync(connection);
                throw;
            }
        }

        return new CampaignMove(await FindAsync(workspace, campaignId, cancellationToken), true);
    }

    private static async Task<(Campaign? Campaign, DateTimeOffset Now)> LockAsync(NpgsqlConnection connection, WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add("begin");
        batch.Add(_finish["lock_lanes"]).With(new[] { workspace.Value }).With(new[] { LaneName.Campaign(campaignId) });
        batch.Add(Sql["read_for_change"]).With(workspace.Value).With(campaignId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && CampaignRows.Read(reader) is var campaign ? (campaign, campaign.Now) : (null, default);
    }

    private static void AddMove(Batch batch, Campaign before, CampaignState? to, Move move)
    {
        var (workspace, lane) = (before.Workspace.Value, LaneName.Campaign(before.CampaignId));
        if (move.Plan is { } plan)
        {
            batch.Add(Sql["set_plan"]).With(workspace).With(before.CampaignId).With(CampaignRows.Write(plan));
            AddContents(batch, workspace, before.CampaignId, plan);
        }

        if (move.Change is { } change && change(before.Settings) is { } after)
        {
            batch.Add(Sql["change"]).With(workspace).With(before.CampaignId)
                .With(after.Name).With(Instant.Microseconds(after.Spacing)).With(after.MaxConcurrent)
                .With(after.Retries.MaxAttempts).With(Instant.Microseconds(after.Retries.Delay)).With(after.Retries.On.ToArray())
                .With(AccountJson.Write(after.Hours.Window)!).With(after.Hours.TimeZone).WithNull(after.ConsentBasis).WithNull(after.CallerName).With(after.Announces);
            batch.Add(Sql["change_lane"]).With(workspace).With(lane).With(Instant.Microseconds(after.Spacing)).With(after.MaxConcurrent).With(CampaignRows.Write(after.Hours));
            if (CampaignRows.Write(before.Settings.Hours) != CampaignRows.Write(after.Hours))
            {
                // Whoever stepped aside for the old hours is looked at anew.
                batch.Add(Sql["forget_hours"]).With(workspace).With(lane).With(CallHours.Note);
            }
        }

        if (to is { } state)
        {
            batch.Add(Sql["set_state"]).With(workspace).With(before.CampaignId).With(state.Name()).WithNull(move.Reason).With(Instant.ToStore(move.StartAt));
            batch.Add(Sql["pause_lane"]).With(workspace).With(lane).With(state != CampaignState.Running);
        }

        batch.Add(AcceptanceStore.Sql["wake"]);
    }

    private async Task WithdrawAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        var lane = LaneName.Campaign(campaignId);
        while (true)
        {
            List<Guid> waiting;
            await using (var command = database.Engine.CreateCommand(Sql["find_waiting"]).With(workspace.Value, lane, WithdrawnAtOnce))
            {
                waiting = await command.ListAsync(reader => reader.GetGuid(0), cancellationToken);
            }

            if (waiting.Count == 0)
            {
                return;
            }

            await Withdrawal.EndAsync(database, [.. waiting.Select(job => (new JobRef(workspace, job), lane))], CallStore.Cancel, cancellationToken, (batch, left) =>
                batch.Add(Sql["give_back"]).With(workspace.Value).With(left.Where(job => job.Ending.Attempt == 0).Select(job => job.Job.JobId).ToArray()));
        }
    }
}
