using Postrider.Inbox;

namespace Postrider.Storage;

/// <summary>The inbox as people work with it: threads, what they are marked with, and their categories.</summary>
public interface IThreadStore
{
    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<ConversationThread>> ListAsync(WorkspaceId workspace, ThreadFilter filter, int skip, int limit, CancellationToken cancellationToken);

    Task<ConversationThread?> FindAsync(WorkspaceId workspace, long number, CancellationToken cancellationToken);

    /// <summary>A thread's messages, the oldest first, from behind <paramref name="skip"/> of them.</summary>
    Task<IReadOnlyList<ConversationMessage>> ListMessagesAsync(WorkspaceId workspace, long number, int skip, int limit, CancellationToken cancellationToken);

    /// <summary>The last messages of a thread, the oldest of them first.</summary>
    Task<IReadOnlyList<ConversationMessage>> ListLastMessagesAsync(WorkspaceId workspace, long number, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes threads with their messages. Returns those that were there.</summary>
    Task<IReadOnlySet<long>> DeleteAsync(WorkspaceId workspace, IReadOnlyCollection<long> numbers, CancellationToken cancellationToken);

    /// <summary>Returns those that are there.</summary>
    Task<IReadOnlySet<long>> MarkAsync(WorkspaceId workspace, IReadOnlyCollection<long> numbers, bool unread, CancellationToken cancellationToken);

    Task<bool> MarkMeetingAsync(WorkspaceId workspace, long number, bool intent, CancellationToken cancellationToken);

    /// <summary>Puts threads under a category, or with null under none; returns those that are there.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="numbers">The threads.</param>
    /// <param name="category">The category they get; it must exist.</param>
    /// <param name="only">Of the threads only those under this category now; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlySet<long>> CategorizeAsync(WorkspaceId workspace, IReadOnlyCollection<long> numbers, long? category, long? only, CancellationToken cancellationToken);

    /// <summary>In the order of their names.</summary>
    Task<IReadOnlyList<ThreadCategory>> ListCategoriesAsync(WorkspaceId workspace, CancellationToken cancellationToken);

    Task<ThreadCategory?> FindCategoryAsync(WorkspaceId workspace, long categoryId, CancellationToken cancellationToken);

    /// <summary>Null: there is one of that name.</summary>
    Task<ThreadCategory?> AddCategoryAsync(WorkspaceId workspace, string name, string? color, CancellationToken cancellationToken);

    /// <summary>Null: there is another of that name.</summary>
    Task<bool?> ChangeCategoryAsync(WorkspaceId workspace, ThreadCategory category, CancellationToken cancellationToken);

    /// <summary>Its threads are under none afterwards.</summary>
    Task<bool> DeleteCategoryAsync(WorkspaceId workspace, long categoryId, CancellationToken cancellationToken);
}
