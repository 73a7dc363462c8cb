using System.Data;
using Npgsql;
using Postrider.Accounts;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Moves held jobs to the places that are theirs by now, behind the locks of their lanes.</summary>
public sealed partial class ActionBudget
{
    private sealed record Held(Guid JobId, DateOnly Day, bool IsAside);

    public async Task<IReadOnlyList<HeldBudget>> ListHeldAsync(HeldBudget? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Engine.CreateCommand(_sql["list_held"]).With(after?.Workspace.Value ?? 0, after?.AccountId ?? "", after?.Action ?? "", limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = new List<HeldBudget>();
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add(new HeldBudget(new WorkspaceId(reader.GetInt64(0)), reader.GetString(1), reader.GetString(2)));
        }

        return held;
    }

    public async Task ReplanAsync(HeldBudget held, BudgetLimits limits, CancellationToken cancellationToken)
    {
        await using var connection = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var first = new Batch(connection);
        first.Add(_sql["lock_lanes"]).With(held.Workspace.Value).With(held.AccountId).With(held.Action);
        first.Add(_sql["leave_gone"]).With(held.Workspace.Value).With(held.AccountId).With(held.Action);
        await first.RunAsync(cancellationToken);

        // Who takes meanwhile must be seen either as taking or as held: counted as neither, they would leave room that is not there.
        await using var reading = await database.Engine.OpenConnectionAsync(cancellationToken);
        await using var sameMoment = await reading.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        if (await ReadAsync(reading, "look", new JobRef(held.Workspace, Guid.Empty), held.AccountId, held.Action, cancellationToken) is { } sight
            && Moves(sight, limits, await ReadHeldAsync(reading, held, cancellationToken)) is { Count: > 0 } moves)
        {
            await using var batch = new Batch(connection);
            var jobs = moves.Select(move => move.JobId).ToArray();
            batch.Add(_sql["move_places"]).With(held.Workspace.Value).With(held.AccountId).With(held.Action).With(jobs).With(moves.Select(move => move.Day).ToArray());
            batch.Add(_sql["move_jobs"]).With(held.Workspace.Value).With(jobs).With(moves.Select(move => Instant.ToStore(sight.At(move.Day))).ToArray());
            batch.Add(_sql["wake"]);
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Who goes to another day. In their order, each to the first that has room once those before have theirs.</summary>
    private static List<(Guid JobId, DateOnly Day)> Moves(Sight sight, BudgetLimits limits, List<Held> held)
    {
        // Those that are due already stay where they are.
        var placed = held.Where(job => !job.IsAside).CountBy(job => job.Day < sight.Today ? sight.Today : job.Day).ToDictionary(day => day.Key, day => day.Value);
        var spent = sight.Spent with { Placed = placed };
        var moves = new List<(Guid, DateOnly)>();
        var from = sight.From(sight.Today);
        foreach (var job in held.Where(job => job.IsAside))
        {
            // Room only becomes less on the way, so nobody finds any before the one ahead of them.
            if (spent.FirstFree(from, limits) is not { } free)
            {
                break;
            }

            from = free;
            placed[free] = placed.GetValueOrDefault(free) + 1;
            if (free != job.Day && (free > sight.Today || job.Day > sight.Today))
            {
                moves.Add((job.JobId, free));
            }
        }

        return moves;
    }

    private static async Task<List<Held>> ReadHeldAsync(NpgsqlConnection connection, HeldBudget held, CancellationToken cancellationToken)
    {
        await using var batch = new Batch(connection);
        batch.Add(_sql["read_held"]).With(held.Workspace.Value).With(held.AccountId).With(held.Action);
        await using var reader = await batch.ReadAsync(cancellationToken);
        var jobs = new List<Held>();
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(new Held(reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1), reader.GetBoolean(2)));
        }

        return jobs;
    }
}
