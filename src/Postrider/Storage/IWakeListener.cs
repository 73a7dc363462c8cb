namespace Postrider.Storage;

/// <summary>Hears what other nodes did: a lane became due earlier, a workspace with endpoints has news, somebody wants to end a call.</summary>
public interface IWakeListener
{
    /// <summary>Listens until told to stop, through broken lines too; a node that hears nothing still looks every few seconds.</summary>
    /// <param name="due">A lane became due.</param>
    /// <param name="news">A workspace with endpoints has events.</param>
    /// <param name="hangUp">Somebody wants to end a call.</param>
    Task ListenAsync(Action due, Action news, Action hangUp, CancellationToken cancellationToken);
}
