using System.Collections.Concurrent;
using Npgsql;
using Postrider.Acceptance;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>Makes a lane and an account's line in it before their first job. They are never taken away, so one look each is enough.</summary>
internal sealed class KnownLines
{
    private readonly ConcurrentDictionary<(LaneKey Lane, string AccountId), bool> _known = new();

    public async Task EnsureAsync(NpgsqlConnection connection, IReadOnlyList<Request> requests, CancellationToken cancellationToken)
    {
        HashSet<(LaneKey Lane, string AccountId)>? missing = null;
        foreach (var request in requests)
        {
            foreach (var job in request.Jobs)
            {
                var line = (new LaneKey(job.Workspace.Value, job.Lane), job.AccountId);
                if (!_known.ContainsKey(line))
                {
                    (missing ??= []).Add(line);
                }
            }
        }

        if (missing is null)
        {
            return;
        }

        (LaneKey Lane, string AccountId)[] lines = [.. missing];
        await using var batch = new Batch(connection);
        batch.Add(AcceptanceStore.Sql["make_lanes"])
            .With(lines.Select(line => line.Lane.Workspace).ToArray())
            .With(lines.Select(line => line.Lane.Lane).ToArray());
        batch.Add(AcceptanceStore.Sql["make_lines"])
            .With(lines.Select(line => line.Lane.Workspace).ToArray())
            .With(lines.Select(line => line.Lane.Lane).ToArray())
            .With(lines.Select(line => line.AccountId).ToArray());
        await batch.RunAsync(cancellationToken);
        foreach (var line in lines)
        {
            _known[line] = true;
        }
    }
}
