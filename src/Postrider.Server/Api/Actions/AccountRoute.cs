using System.Globalization;
using Postrider.Accounts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions;

/// <summary>The account that a path names by its number. One of another channel is not there.</summary>
internal static class AccountRoute
{
    public static long Number(HttpContext context, string name = "id") =>
        long.TryParse((string?)context.Request.RouteValues[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static Task<Account?> FindAsync(IAccountStore store, HttpContext context, Caller caller, string channel) => FindAsync(store, context, caller, channel, Number(context));

    public static async Task<Account?> FindAsync(IAccountStore store, HttpContext context, Caller caller, string channel, long number) =>
        await store.FindByNumberAsync(caller.WorkspaceId, number, context.RequestAborted) is { } account && account.Channel == channel ? account : null;
}
