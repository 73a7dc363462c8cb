using System.Reflection;
using Postrider.Accounts;
using Postrider.Storage;

namespace Postrider.Tests.Accounts;

/// <summary>A store of accounts that holds as much of an answer as was asked, and no more of the port than what nodes remember and attend to.</summary>
public class ScriptedAccountStore : DispatchProxy
{
    public long Version { get; set; }

    public Account? Account { get; set; }

    /// <summary>What happens between an answer and its coming; by default it comes at once.</summary>
    public Func<string, Task> OnTheWay { get; set; } = _ => Task.CompletedTask;

    public static (IAccountStore Store, ScriptedAccountStore Script) Make()
    {
        var store = Create<IAccountStore, ScriptedAccountStore>();
        return (store, (ScriptedAccountStore)store);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IAccountStore.ReadVersionAsync) => AnswerAsync(targetMethod.Name, Version),
        nameof(IAccountStore.FindAsync) => AnswerAsync(targetMethod.Name, Account),
        nameof(IAccountStore.ListUsableAsync) => AnswerAsync<IReadOnlyList<(WorkspaceId, string)>>(targetMethod.Name, Account is { } usable ? [(usable.Workspace, usable.AccountId)] : []),
        var other => throw new NotSupportedException(other),
    };

    private async Task<T> AnswerAsync<T>(string name, T seen)
    {
        await OnTheWay(name);
        return seen;
    }
}
