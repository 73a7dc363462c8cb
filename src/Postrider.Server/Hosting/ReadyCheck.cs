using Npgsql;
using Postrider.Postgres.Schema;

namespace Postrider.Server.Hosting;

/// <summary>Whether this node can take requests: the database answers in time and has this program's schema.</summary>
internal sealed class ReadyCheck(Migrator migrator, TimeProvider clock)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(2);

    /// <summary>Why not, or null.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await migrator.IsCurrentAsync(either.Token).WaitAsync(either.Token) ? null : "the database's schema is not this program's; restart the node to migrate it";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the database did not answer within {_deadline.TotalSeconds} s";
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return "the database is not migrated yet";
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // Where the database lives is not for everyone's eyes.
            return "the database cannot be reached";
        }
    }
}
