using Postrider.Jobs;

namespace Postrider.Storage;

/// <summary>Files that were uploaded to be sent later.</summary>
public interface IAttachmentStore
{
    /// <summary>Stores the file and returns its number.</summary>
    Task<long> AddAsync(WorkspaceId workspace, NewAttachment attachment, CancellationToken cancellationToken);

    /// <summary>Of these, those that the workspace has, in the order that was asked for.</summary>
    Task<IReadOnlyList<JobAttachment>> FindAsync(WorkspaceId workspace, bool voice, IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Of these, the recordings that the workspace has, by their numbers.</summary>
    Task<IReadOnlyDictionary<long, JobAttachment>> FindVoicesAsync(WorkspaceId workspace, IReadOnlyList<long> ids, CancellationToken cancellationToken);
}

/// <summary>An uploaded file.</summary>
/// <param name="Voice">Whether it is a recording that may be sent as a voice message.</param>
/// <param name="FileName">As it was uploaded.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Data">What is sent.</param>
/// <param name="Length">How long a recording plays.</param>
public sealed record NewAttachment(bool Voice, string FileName, string ContentType, ReadOnlyMemory<byte> Data, TimeSpan? Length);
