using Microsoft.Extensions.Logging;

namespace Postrider.Postgres.Embedded;

internal static partial class EmbeddedServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Making a PostgreSQL {Major} cluster in {Folder}")]
    public static partial void ClusterMade(ILogger logger, int major, string folder);

    [LoggerMessage(2, LogLevel.Information, "PostgreSQL {Major} is ready (process {Pid}, data in {Folder})")]
    public static partial void Ready(ILogger logger, int major, int pid, string folder);

    [LoggerMessage(3, LogLevel.Warning, "Stopped the PostgreSQL that an earlier server left behind (process {Pid})")]
    public static partial void OrphanStopped(ILogger logger, int pid);

    [LoggerMessage(4, LogLevel.Error, "PostgreSQL ended by itself (process {Pid}); starting it again")]
    public static partial void EndedByItself(ILogger logger, int pid);

    [LoggerMessage(5, LogLevel.Warning, "PostgreSQL is back (process {Pid})")]
    public static partial void Back(ILogger logger, int pid);

    [LoggerMessage(6, LogLevel.Error, "PostgreSQL could not be started again; trying once more in {Pause}")]
    public static partial void NotBack(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(7, LogLevel.Warning, "PostgreSQL did not shut down within {Limit}; ending it at once, which loses nothing that was committed")]
    public static partial void SlowStop(ILogger logger, TimeSpan limit);
}
