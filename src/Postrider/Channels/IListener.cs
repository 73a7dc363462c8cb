using Postrider.Dispatching;

namespace Postrider.Channels;

/// <summary>Takes in what comes from the far side. One node at a time listens; when its session ends, another takes over.</summary>
public interface IListener
{
    Duty Duty { get; }

    /// <summary>Listens until told to stop; throws when the line breaks, and is called again.</summary>
    Task ListenAsync(CancellationToken cancellationToken);
}
