namespace Postrider.Storage;

/// <summary>Hears that a lane became due earlier than the nodes thought, and that somebody wants to end a call.</summary>
public interface IWakeListener
{
    /// <summary>Listens until told to stop, through broken lines too; a node that hears nothing still looks every few seconds.</summary>
    /// <param name="wake">A lane became due.</param>
    /// <param name="hangUp">Somebody wants to end a call.</param>
    Task ListenAsync(Action wake, Action hangUp, CancellationToken cancellationToken);
}
