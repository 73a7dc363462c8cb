using System.Collections.Concurrent;
using Postrider.Accounts;
using Postrider.Postgres.Storage;

namespace Postrider.Server.Api.Callbacks;

/// <summary>Tells the operator of callbacks that were not taken: of each account each reason once, or whoever knows an address could fill the log.</summary>
internal sealed partial class CallbackLog(ILogger<CallbackLog> logger)
{
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(WorkspaceId Workspace, string AccountId, string Reason), bool> _told = new();

    public void Refused(Account account, string reason)
    {
        if (IsNews(account, reason))
        {
            LogRefused(account.AccountId, account.Workspace.Value, reason);
        }
    }

    public void Failed(Account account, Exception exception)
    {
        if (exception is OperationCanceledException)
        {
            Refused(account, "it took too long to come, or to be taken.");
        }
        else if (!StoreFailure.IsUnavailable(exception) && IsNews(account, exception.GetType().Name))
        {
            LogFailed(exception, account.AccountId, account.Workspace.Value);
        }
    }

    private bool IsNews(Account account, string reason)
    {
        if (_told.Count >= MostRemembered)
        {
            _told.Clear();
        }

        return _told.TryAdd((account.Workspace, account.AccountId, reason), true);
    }

    [LoggerMessage(1, LogLevel.Warning, "A callback for account {AccountId} of workspace {Workspace} was not taken: {Reason} Further ones of this kind are not logged.")]
    private partial void LogRefused(string accountId, long workspace, string reason);

    [LoggerMessage(2, LogLevel.Error, "A callback for account {AccountId} of workspace {Workspace} could not be taken. Further ones of this kind are not logged.")]
    private partial void LogFailed(Exception exception, string accountId, long workspace);
}
