namespace Postrider.Channels;

/// <summary>Asks a far side what came in while nobody listened: callbacks that found no server are told again for minutes at most.</summary>
internal interface ICatchUp
{
    /// <summary>The kind of account that it is for.</summary>
    string Kind { get; }

    /// <summary>Takes in what contacts wrote in between, marked as backfilled; what was taken in before changes nothing.</summary>
    /// <returns>Up to when all is heard, which is <paramref name="until"/> unless there was too much for once; null: the far side could not be asked.</returns>
    Task<DateTimeOffset?> HearAsync(DriverAccount account, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken);
}
