namespace Postrider.Postgres.Embedded;

/// <summary>How the server runs its own PostgreSQL.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>The data folder (<c>POSTRIDER_DATA</c>). Default: <see cref="Embedded.DataFolder.Default"/>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The folder that holds <c>pg_ctl</c>, <c>initdb</c> and <c>postgres</c>. Default: the npm package, else what the machine has.</summary>
    public string? BinaryFolder { get; init; }

    /// <summary>How long a start may take, recovery after a crash included. Default: 5 minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a fast shutdown may take before PostgreSQL is ended without its last checkpoint, which loses nothing. Default: 30 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
