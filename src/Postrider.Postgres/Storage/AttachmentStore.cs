using Npgsql;
using Postrider.Jobs;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Uploaded files: their names here, their content in the content store.</summary>
public sealed class AttachmentStore(Database database, IContentStore contents) : IAttachmentStore
{
    private static readonly Statements _sql = Statements.Load("attachment.sql");

    public async Task<long> AddAsync(WorkspaceId workspace, NewAttachment attachment, CancellationToken cancellationToken)
    {
        var hash = await contents.PutAsync(workspace, attachment.Data, cancellationToken);
        await using var command = database.Engine.CreateCommand(_sql["add"]).With(
            workspace.Value, attachment.Voice, attachment.FileName, attachment.ContentType, (long)attachment.Data.Length, attachment.Length is { } length ? length.TotalSeconds : DBNull.Value, hash);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<IReadOnlyList<JobAttachment>> FindAsync(WorkspaceId workspace, bool voice, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find"]).With(workspace.Value, voice, ids.ToArray());
        return await command.ListAsync(Read, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<long, JobAttachment>> FindVoicesAsync(WorkspaceId workspace, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        await using var command = database.Read.CreateCommand(_sql["find_voices"]).With(workspace.Value, ids.ToArray());
        return (await command.ListAsync(reader => (Id: reader.GetInt64(4), File: Read(reader)), cancellationToken)).ToDictionary(found => found.Id, found => found.File);
    }

    private static JobAttachment Read(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetString(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)), reader.GetInt64(3));
}
