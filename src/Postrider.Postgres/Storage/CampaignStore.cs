using System.Runtime.CompilerServices;
using Npgsql;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Lanes;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Campaigns in PostgreSQL: made, filled, read.</summary>
public sealed partial class CampaignStore(Database database) : ICampaignStore
{
    private const int CallsPerPage = 500;

    internal static Statements Sql { get; } = Statements.Load("campaign.sql");

    public async Task<bool> CreateAsync(NewCampaign campaign, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(batch => AddCampaign(batch, campaign), cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation && exception.ConstraintName == "campaign_key_pkey")
        {
            return false;
        }
    }

    public Task DiscardAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken) => RunAsync(batch =>
    {
        var lane = LaneName.Campaign(campaignId);
        batch.Add("begin");
        batch.Add(_finish["lock_lanes"]).With(new[] { workspace.Value }).With(new[] { lane });
        batch.Add(Sql["discard_calls"]).With(workspace.Value).With(campaignId);
        batch.Add(Sql["discard_uses"]).With(workspace.Value).With(campaignId);
        batch.Add(Sql["discard"]).With(workspace.Value).With(campaignId);
        batch.Add(Sql["discard_lines"]).With(workspace.Value).With(lane);
        batch.Add(Sql["discard_lane"]).With(workspace.Value).With(lane);
        batch.Add("commit");
    }, cancellationToken);

    public Task RejectAsync(WorkspaceId workspace, Guid campaignId, IReadOnlyList<RejectedRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return Task.CompletedTask;
        }

        var reasons = rows.CountBy(row => row.Reason).ToDictionary();
        var (duplicate, suppressed, over) = (Of(RowReason.Duplicate), Of(RowReason.Suppressed), Of(RowReason.NoCallsRemaining));
        return RunAsync(batch =>
        {
            batch.Add("begin");
            batch.Add(Sql["count_rejects"]).With(workspace.Value).With(campaignId).With(duplicate).With(suppressed).With(over).With(rows.Count - duplicate - suppressed - over);
            batch.Add(Sql["reject"]).With(workspace.Value).With(campaignId)
                .With(rows.Select(row => row.Row).ToArray())
                .With(rows.Select(row => row.Number).ToArray())
                .With(rows.Select(row => row.Reason).ToArray())
                .With(rows.Select(row => row.Detail).ToArray());
            batch.Add("commit");
        }, cancellationToken);

        long Of(string reason) => reasons.GetValueOrDefault(reason);
    }

    public async Task<CampaignKey?> FindKeyAsync(WorkspaceId workspace, Guid keyHash, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["find_key"]).With(workspace.Value, keyHash);
        return await command.FirstAsync(reader => new CampaignKey(reader.GetGuid(0), reader.GetGuid(1)), cancellationToken);
    }

    public async Task<Campaign?> FindAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["find"]).With(workspace.Value, campaignId);
        return await command.FirstAsync(CampaignRows.Read, cancellationToken);
    }

    public async Task<IReadOnlyList<Campaign>> ListAsync(WorkspaceId workspace, Guid? before, CampaignState? state, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["list"]).With(workspace.Value).With(before).WithNull(state?.Name()).With(limit);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var campaigns = new List<Campaign>();
        while (await reader.ReadAsync(cancellationToken))
        {
            campaigns.Add(CampaignRows.Read(reader));
        }

        return campaigns;
    }

    public async Task<CampaignRule?> FindRuleAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        await using var command = database.Dispatching.CreateCommand(Sql["find_rule"]).With(workspace.Value, campaignId);
        return await command.FirstAsync(reader => new CampaignRule(CampaignRows.ReadPlan(reader.GetFieldValue<byte[]>(0)), CampaignRows.ReadRetries(reader, 1, 2, 3)), cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, long>> ReadZonesAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["read_zones"]).With(workspace.Value, campaignId);
        return (await command.ListAsync(reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt64(1)), cancellationToken)).ToDictionary();
    }

    public async Task<long> CountSuppressedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["count_suppressed"]).With(workspace.Value, campaignId);
        return await command.FirstAsync(reader => reader.GetInt64(0), cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountRejectedAsync(WorkspaceId workspace, Guid campaignId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["count_rejected"]).With(workspace.Value, campaignId);
        return (await command.ListAsync(reader => KeyValuePair.Create(reader.GetString(0), reader.GetInt64(1)), cancellationToken)).ToDictionary();
    }

    public async IAsyncEnumerable<CallView> ReadCallsAsync(WorkspaceId workspace, Guid campaignId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Page by page: whoever reads slowly holds no session.
        for (var last = Guid.Empty; ;)
        {
            var calls = await ReadPageAsync(workspace, campaignId, last, cancellationToken);
            foreach (var call in calls)
            {
                yield return call;
            }

            if (calls.Count < CallsPerPage)
            {
                yield break;
            }

            last = calls[^1].Job.JobId;
        }
    }

    public async IAsyncEnumerable<RejectedRow> ReadRejectedAsync(WorkspaceId workspace, Guid campaignId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var last = 0L; ;)
        {
            List<(long Entry, RejectedRow Row)> rows;
            await using (var command = database.Read.CreateCommand(Sql["read_rejected"]).With(workspace.Value, campaignId, last, CallsPerPage))
            {
                rows = await command.ListAsync(reader => (reader.GetInt64(0), new RejectedRow(reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4))), cancellationToken);
            }

            foreach (var (_, row) in rows)
            {
                yield return row;
            }

            if (rows.Count < CallsPerPage)
            {
                yield break;
            }

            last = rows[^1].Entry;
        }
    }

    private static void AddCampaign(Batch batch, NewCampaign campaign)
    {
        var (workspace, settings, hours) = (campaign.Workspace.Value, campaign.Settings, campaign.Settings.Hours);
        var lane = LaneName.Campaign(campaign.CampaignId);
        batch.Add("begin");
        batch.Add(Sql["add_lane"]).With(workspace).With(lane).With(settings.MaxConcurrent).With(Instant.Microseconds(settings.Spacing)).With(CampaignRows.Write(hours));
        batch.Add(Sql["add"]).With(workspace).With(campaign.CampaignId).With(lane).With(campaign.AgentId).With(campaign.AccountId).WithNull(campaign.Trigger).With(CampaignRows.Write(campaign.Plan))
            .With(settings.Name).With(Instant.Microseconds(settings.Spacing)).With(settings.MaxConcurrent)
            .With(settings.Retries.MaxAttempts).With(Instant.Microseconds(settings.Retries.Delay)).With(settings.Retries.On.ToArray())
            .With(AccountJson.Write(hours.Window)!).With(hours.TimeZone).WithNull(settings.ConsentBasis).WithNull(settings.CallerName).With(settings.Announces);
        if (campaign.Key is { } key)
        {
            batch.Add(Sql["add_key"]).With(workspace).With(key.KeyHash).With(key.BodyHash).With(campaign.CampaignId);
        }

        AddContents(batch, workspace, campaign.CampaignId, campaign.Plan);
        batch.Add("commit");
    }

    private static void AddContents(Batch batch, long workspace, Guid campaignId, CallPlan plan)
    {
        var contents = CallStep.Recordings(plan.Steps).Select(recording => recording.Sha256).Distinct().Select(Convert.FromHexString).ToArray();
        if (contents.Length > 0)
        {
            batch.Add(Sql["use_contents"]).With(workspace).With(campaignId).With(contents);
        }
    }

    private async Task<List<CallView>> ReadPageAsync(WorkspaceId workspace, Guid campaignId, Guid after, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(Sql["read_calls"]).With(workspace.Value).With(campaignId).With(after).With(CallsPerPage);
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await CallRows.ReadAsync(reader, cancellationToken);
    }

    private async Task RunAsync(Action<Batch> fill, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new Batch(connection);
            fill(batch);
            await batch.RunAsync(cancellationToken);
        }
        catch
        {
            await Transactions.RollBackAsync(connection);
            throw;
        }
    }
}
