using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Dispatching;

/// <summary>Goes through the budgets in which jobs wait for their day: a limit that was raised, or a job that was cancelled, brings the others forward.</summary>
public sealed class BudgetPlaces(IActionBudget budget, IAccountStore accounts, Drivers drivers)
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
                if (await accounts.FindAsync(held.Workspace, held.AccountId, cancellationToken) is { } account && drivers.Find(account.Kind)?.Kind is { } kind)
                {
                    await budget.ReplanAsync(held, BudgetLimits.Of(kind, account, held.Action) ?? BudgetLimits.None, cancellationToken);
                }
            }

            last = budgets.Count == AtOnce ? budgets[^1] : null;
        }
        while (last is not null);
    }
}
