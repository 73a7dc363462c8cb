namespace Postrider.Storage;

/// <summary>Hears that a lane became due earlier than the nodes thought, and that a workspace with endpoints has news.</summary>
public interface IWakeListener
{
    /// <summary>Listens until told to stop, through broken lines too; a node that hears nothing still looks every few seconds.</summary>
    Task ListenAsync(Action due, Action news, CancellationToken cancellationToken);
}
