namespace Postrider.Postgres.Embedded;

/// <summary>One running PostgreSQL, from its launch to its end.</summary>
internal interface IPostmaster : IDisposable
{
    int Pid { get; }

    /// <summary>Completes when the process has ended, for whatever reason.</summary>
    Task Ended { get; }

    /// <summary>Asks for a fast shutdown and does not wait for it.</summary>
    Task AskToStopAsync(CancellationToken cancellationToken);
}
