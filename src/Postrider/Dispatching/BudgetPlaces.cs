using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Goes through the budgets in which jobs wait for their day: a limit that was raised, or a job that was cancelled, brings the others forward.</summary>
public sealed partial class BudgetPlaces(IActionBudget budget, IAccountStore accounts, Drivers drivers, ILogger<BudgetPlaces> logger)
{
    private const int AtOnce = 200;

    public async Task ReplanAsync(CancellationToken cancellationToken)
    {
        HeldBudget? last = null;
        do
        {
            var budgets = await budget.ListHeldAsync(last, AtOnce, cancellationToken);
            foreach (var held in budgets)
            {
                await ReplanAsync(held, cancellationToken);
            }

            last = budgets.Count == AtOnce ? budgets[^1] : null;
        }
        while (last is not null);
    }

    /// <summary>What goes wrong with one account's is no reason to leave the others as they are.</summary>
    private async Task ReplanAsync(HeldBudget held, CancellationToken cancellationToken)
    {
        try
        {
            if (await accounts.FindAsync(held.Workspace, held.AccountId, cancellationToken) is { } account && drivers.Find(account.Kind)?.Kind is { } kind)
            {
                await budget.ReplanAsync(held, BudgetLimits.Of(kind, account, held.Action) ?? BudgetLimits.None, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotReplanned(held.AccountId, held.Action, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Account {AccountId}: the places of its {Action} stay as they are until the next round: {Detail}")]
    private partial void LogNotReplanned(string accountId, string action, string detail);
}
