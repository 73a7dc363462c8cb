using Postrider.Dispatching;

namespace Postrider.Channels;

/// <summary>Takes in what comes from the far side.</summary>
public interface IListener
{
    /// <summary>The duty of the one node that listens; null: every worker does, and they agree among themselves who listens to what.</summary>
    Duty? Duty { get; }

    /// <summary>Listens until told to stop; throws when the line breaks, and is called again.</summary>
    Task ListenAsync(CancellationToken cancellationToken);
}
