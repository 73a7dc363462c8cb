using System.Security.Cryptography;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Files in pieces of 256 KiB. A file that is put again while it is unused becomes young again, so the sweeper leaves it.</summary>
public sealed class ContentStore(Database database) : IContentStore
{
    private const int PieceSize = 256 * 1024;
    private static readonly Statements _sql = Statements.Load("content.sql");

    public async Task<byte[]> PutAsync(WorkspaceId workspace, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(data.Span);
        await PutAsync(workspace, hash, data.Length, at => new(data.Slice(at, Math.Min(PieceSize, data.Length - at)).ToArray()), cancellationToken);
        return hash;
    }

    public async Task<byte[]> PutAsync(WorkspaceId workspace, Stream data, CancellationToken cancellationToken)
    {
        data.Position = 0;
        var hash = await SHA256.HashDataAsync(data, cancellationToken);
        data.Position = 0;
        await PutAsync(
            workspace, hash, data.Length,
            async at =>
            {
                var piece = new byte[Math.Min(PieceSize, data.Length - at)];
                await data.ReadExactlyAsync(piece, cancellationToken);
                return piece;
            },
            cancellationToken);
        return hash;
    }

    public async Task<bool> CopyAsync(WorkspaceId workspace, byte[] sha256, Stream target, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        for (var number = 0; ; number++)
        {
            await using var batch = new Batch(connection);
            batch.Add(_sql["read_piece"]).With(workspace.Value).With(sha256).With(number);
            await using var reader = await batch.ReadAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return number > 0;
            }

            await target.WriteAsync(reader.GetFieldValue<byte[]>(0), cancellationToken);
        }
    }

    public async Task<byte[]?> ReadAsync(WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var batch = new Batch(connection);
        batch.Add(_sql["read"]).With(workspace.Value).With(sha256);
        await using var reader = await batch.ReadAsync(cancellationToken);
        using var whole = new MemoryStream();
        var any = false;
        while (await reader.ReadAsync(cancellationToken))
        {
            any = true;
            whole.Write(reader.GetFieldValue<byte[]>(0));
        }

        return any ? whole.ToArray() : null;
    }

    private async Task PutAsync(WorkspaceId workspace, byte[] hash, long size, Func<int, ValueTask<byte[]>> piece, CancellationToken cancellationToken)
    {
        await using var connection = await database.Read.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        bool isNew;
        await using (var batch = new Batch(connection))
        {
            batch.Add(_sql["add"]).With(workspace.Value).With(hash).With(size);
            await using var reader = await batch.ReadAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            isNew = reader.GetBoolean(0);
        }

        for (var (at, number) = (0, 0); isNew && at < size; at += PieceSize, number++)
        {
            await using var batch = new Batch(connection);
            batch.Add(_sql["add_piece"]).With(workspace.Value).With(hash).With(number).With(await piece(at));
            await batch.RunAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
