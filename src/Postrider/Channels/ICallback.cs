namespace Postrider.Channels;

/// <summary>A driver whose far side tells things by requests of its own: messages that came in, deliveries, an account that broke.</summary>
public interface ICallback
{
    /// <summary>The kind of account whose far side calls here.</summary>
    string Kind { get; }

    /// <summary>The plain text that answers a far side which asks whether somebody listens; null: it is not told.</summary>
    string? Greet(CallbackRequest request, DriverAccount account);

    /// <summary>Takes what was told, each thing once however often it is told. Must be quick: what takes long is done elsewhere.</summary>
    Task<CallbackVerdict> TakeAsync(CallbackRequest request, DriverAccount account, CancellationToken cancellationToken);
}

/// <summary>A request to an account's own address, whose secret part was right.</summary>
/// <param name="Url">As the far side was told it, which signatures may cover.</param>
/// <param name="Headers">By their names, whatever their case.</param>
/// <param name="Query">By their names.</param>
/// <param name="Body">As it came, byte for byte; of bounded size.</param>
public sealed record CallbackRequest(Uri Url, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Query, byte[] Body);

/// <summary>What became of a callback.</summary>
public enum CallbackVerdict
{
    Taken,

    /// <summary>Its signature is missing or wrong: nothing of it counts.</summary>
    Forged,

    /// <summary>It speaks of another account: nothing of it counts.</summary>
    Foreign,

    /// <summary>It cannot be read.</summary>
    Malformed,
}
