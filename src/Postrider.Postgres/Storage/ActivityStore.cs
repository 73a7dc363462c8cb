using Npgsql;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Reads what was done for contacts.</summary>
public sealed class ActivityStore(Database database) : IActivityStore
{
    internal static Statements Sql { get; } = Statements.Load("activity.sql");

    public async Task<Activity?> FindByJobAsync(WorkspaceId workspace, Guid jobId, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["find_by_job"]).With(workspace.Value, jobId);
        return await command.FirstAsync(Read, cancellationToken);
    }

    public async Task<IReadOnlyList<Activity>> ListAsync(WorkspaceId workspace, long contactId, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["list"]).With(workspace.Value, contactId, skip, limit);
        return await command.ListAsync(Read, cancellationToken);
    }

    public async Task<IReadOnlyList<Activity>> ListLinkedInAsync(WorkspaceId workspace, int skip, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(Sql["list_linkedin"]).With(workspace.Value, skip, limit);
        return await command.ListAsync(Read, cancellationToken);
    }

    private static Activity Read(NpgsqlDataReader reader) => new()
    {
        ActivityId = reader.GetInt64(0),
        JobId = reader.GetGuid(1),
        ContactId = reader.GetInt64(2),
        AccountId = reader.GetString(3),
        Kind = reader.GetString(4),
        At = reader.At(5),
        State = JobStates.Parse(reader.GetString(6)),
        StartedAt = reader.AtOrNull(7),
        FinishedAt = reader.AtOrNull(8),
        Fault = reader.TextOrNull(9) is { } code ? new JobFault(code, reader.TextOrNull(10) ?? "") : null,
    };
}
