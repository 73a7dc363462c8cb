using Microsoft.Extensions.Logging;
using Npgsql;
using Postrider.Postgres.Schema;
using Postrider.Storage;

namespace Postrider.Postgres.Storage;

/// <summary>Listens on a session of its own. While the line is broken nothing is heard, and the dispatcher's own look every few seconds stands in.</summary>
public sealed partial class WakeListener(Database database, TimeProvider time, ILogger<WakeListener> logger) : IWakeListener
{
    private const string News = "postrider_news";
    private const string HangUp = "postrider_hangup";

    public async Task ListenAsync(Action due, Action news, Action hangUp, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var settings = new NpgsqlConnectionStringBuilder(database.Address) { Pooling = false };
                await using var connection = new NpgsqlConnection(settings.ConnectionString);
                connection.Notification += (_, told) => (told.Channel switch { News => news, HangUp => hangUp, _ => due })();
                await connection.OpenAsync(cancellationToken);
                await using (var command = new NpgsqlCommand($"listen postrider_due; listen {News}; listen {HangUp}", connection))
                {
                    await command.ExecuteNonQueryAsync(cancellationToken);
                }

                // Whatever came before we listened.
                due();
                news();
                hangUp();
                while (true)
                {
                    await connection.WaitAsync(cancellationToken);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogBroken(exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Not listening for wake-ups, trying again: {Detail}")]
    private partial void LogBroken(string detail);
}
