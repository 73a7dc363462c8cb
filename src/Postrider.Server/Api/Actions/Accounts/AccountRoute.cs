using Postrider.Accounts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>The account that a path names by its number. One of another channel is not there.</summary>
internal static class AccountRoute
{
    public static Task<Account?> FindAsync(IAccountStore store, HttpContext context, Caller caller, string channel) => FindAsync(store, context, caller, channel, Call.Id(context));

    public static async Task<Account?> FindAsync(IAccountStore store, HttpContext context, Caller caller, string channel, long number) =>
        await store.FindByNumberAsync(caller.WorkspaceId, number, context.RequestAborted) is { } account && account.Channel == channel ? account : null;
}
