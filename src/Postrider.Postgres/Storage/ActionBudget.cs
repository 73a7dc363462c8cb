using Npgsql;
using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Takes and gives back behind the lock on the account's row, so that takers follow one another on whichever nodes they are.</summary>
public sealed partial class ActionBudget(Database database) : IActionBudget
{
    private const int KeptDays = 8;

    private static readonly Statements _sql = Statements.Load("action_budget.sql");

    /// <param name="Own">The day of the asking job's place.</param>
    /// <param name="Paused">Until when nothing is taken.</param>
    private sealed record Sight(SpentBudget Spent, DateTimeOffset Now, DateOnly? Own, DateTimeOffset? Paused)
    {
        public DateOnly Today => Spent.Day(Now);

        /// <summary>The first day, from the given one on, on which anything may be done at all.</summary>
        public DateOnly From(DateOnly first) => Paused is { } until && Spent.Day(until) is var day && day > first ? day : first;

        public DateTimeOffset At(DateOnly day) => Spent.Begin(day) is var begin && Paused > begin ? Paused.Value : begin;
    }

    public async Task<DateTimeOffset?> TakeAsync(JobRef job, string accountId, string action, BudgetLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ReadAsync(connection, "lock", job, accountId, action, cancellationToken) is not { } sight)
        {
            return DateTimeOffset.MaxValue;
        }

        var today = sight.Today;
        await using var batch = new Batch(connection);
        DateTimeOffset? later = null;
        if (limits == BudgetLimits.None || (sight.Paused is null && sight.Spent.HasRoom(today, limits, sight.Own <= today)))
        {
            batch.Add(_sql["take"]).With(job.Workspace.Value).With(accountId).With(action).With(today);
            batch.Add(_sql["drop_old"]).With(job.Workspace.Value).With(accountId).With(action).With(today.AddDays(-KeptDays));
            batch.Add(_sql["leave"]).With(job.Workspace.Value).With(accountId).With(action).With(job.JobId);
        }
        else if (PlaceOf(sight, limits) is { } day)
        {
            batch.Add(_sql["place"]).With(job.Workspace.Value).With(accountId).With(action).With(job.JobId).With(day);
            later = sight.At(day);
        }
        else
        {
            batch.Add(_sql["leave"]).With(job.Workspace.Value).With(accountId).With(action).With(job.JobId);
            later = DateTimeOffset.MaxValue;
        }

        await batch.RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return later;
    }

    public async Task<DateTimeOffset?> FindRoomAsync(WorkspaceId workspace, string accountId, string action, BudgetLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, "look", new JobRef(workspace, Guid.Empty), accountId, action, cancellationToken) is not { } sight ? DateTimeOffset.MaxValue
            : sight.Paused is null && sight.Spent.HasRoom(sight.Today, limits, false) ? null
            : PlaceOf(sight, limits) is { } day ? sight.At(day) : DateTimeOffset.MaxValue;
    }

    public async Task PauseAsync(WorkspaceId workspace, string accountId, string action, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["pause"]).With(workspace.Value, accountId, action, duration);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ReturnAsync(WorkspaceId workspace, string accountId, string action, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["lock"]).With(workspace.Value).With(accountId);
        batch.Add(_sql["give_back"]).With(workspace.Value).With(accountId).With(action);
        await batch.RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The place that the job has, else the first free one.</summary>
    private static DateOnly? PlaceOf(Sight sight, BudgetLimits limits) =>
        sight.From(sight.Today.AddDays(1)) is var from && sight.Own >= from ? sight.Own : sight.Spent.FirstFree(from, limits);

    /// <summary>Null: there is no such account.</summary>
    private static async Task<Sight?> ReadAsync(NpgsqlConnection connection, string account, JobRef job, string accountId, string action, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql[account]).With(job.Workspace.Value).With(accountId);
        batch.Add(_sql["read"]).With(job.Workspace.Value).With(accountId).With(action);
        batch.Add(_sql["read_pause"]).With(job.Workspace.Value).With(accountId).With(action);
        batch.Add(_sql["read_places"]).With(job.Workspace.Value).With(accountId).With(action).With(job.JobId);
        await using var reader = await batch.ReadAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (timeZone, now) = (reader.TextOrNull(0) ?? "UTC", reader.At(1));
        var (taken, placed) = (new Dictionary<DateOnly, int>(), new Dictionary<DateOnly, int>());
        var today = new SpentBudget(taken, placed, timeZone).Day(now);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            taken[reader.GetFieldValue<DateOnly>(0)] = reader.GetInt32(1);
        }

        await reader.NextResultAsync(cancellationToken);
        var paused = await reader.ReadAsync(cancellationToken) ? reader.At(0) : (DateTimeOffset?)null;
        await reader.NextResultAsync(cancellationToken);
        DateOnly? own = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var day = reader.GetFieldValue<DateOnly>(0);
            own = reader.GetBoolean(2) ? day : own;

            // Places of days gone by are due today.
            var due = day < today ? today : day;
            placed[due] = placed.GetValueOrDefault(due) + (int)reader.GetInt64(1);
        }

        return new Sight(new SpentBudget(taken, placed, timeZone), now, own, paused);
    }
}
