namespace Postrider.Storage;

/// <summary>Hears that a lane became due earlier than the nodes thought, that a workspace with endpoints has news, and that somebody wants to end a call.</summary>
public interface IWakeListener
{
    /// <summary>Listens until told to stop, through broken lines too; a node that hears nothing still looks every few seconds.</summary>
    Task ListenAsync(Action due, Action news, Action hangUp, CancellationToken cancellationToken);
}
