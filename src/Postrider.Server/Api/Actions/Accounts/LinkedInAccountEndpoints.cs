using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Profiles: seen with what they did today, paused, limited and deleted. None of them is connected here.</summary>
internal sealed class LinkedInAccountEndpoints(IAccountStore store, ConnectedAccounts accounts, TimeProvider time)
{
    private const int MostListed = 10_000;
    private const int MostIds = 1000;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<LinkedInAccountEndpoints>(group.ServiceProvider);
        group.MapGet("/linkedin-accounts", gate.Require(Scopes.ChannelsRead, endpoints.List));
        group.MapGet("/linkedin-accounts/{id}", gate.Require(Scopes.ChannelsRead, endpoints.Get));
        group.MapDelete("/linkedin-accounts/{id}", gate.Require(Scopes.ChannelsWrite, endpoints.Delete));
        group.MapPost("/linkedin-accounts/bulk-delete", gate.Require(Scopes.ChannelsWrite, endpoints.DeleteMany));
        group.MapPost("/linkedin-accounts/{id}/toggle-status", gate.Require(Scopes.ChannelsOperate, endpoints.Toggle));
        group.MapPut("/linkedin-accounts/{id}/limits", gate.Require(Scopes.ChannelsWrite, endpoints.Limit));
        group.MapPut("/linkedin-accounts/{id}/revoke-settings", gate.Require(Scopes.ChannelsWrite, endpoints.Revoke));
        group.MapPost("/linkedin-accounts/connection-link", gate.Require(Scopes.ChannelsWrite, NotOffered));
        group.MapPost("/linkedin-accounts/connect", gate.Require(Scopes.ChannelsWrite, NotOffered));
        group.MapPost("/linkedin-accounts/{id}/reconnect", gate.Require(Scopes.ChannelsWrite, endpoints.Reconnect));
        group.MapGet("/linkedin-accounts/pending", gate.Require(Scopes.ChannelsRead, NotOffered));
        group.MapDelete("/linkedin-accounts/pending/{id}", gate.Require(Scopes.ChannelsWrite, NotOffered));
    }

    private static Task NotOffered(HttpContext context, Caller caller) => ActionsAnswer.ProblemAsync(context, LinkedInAccountProblems.SignInNotOffered);

    private static Task InvalidAsync(HttpContext context, Fields fields) => ActionsAnswer.ProblemAsync(context, fields.ToProblem(LinkedInAccountProblems.InvalidInput.Code));

    private Task<Account?> FindAsync(HttpContext context, Caller caller) => AccountRoute.FindAsync(store, context, caller, Channel.LinkedIn);

    private async Task List(HttpContext context, Caller caller)
    {
        var found = await store.ListAsync(caller.WorkspaceId, new AccountFilter(Channel.LinkedIn), 0, MostListed, context.RequestAborted);
        await ActionsAnswer.ArrayAsync(context, await SeeAsync(caller.WorkspaceId, found, context.RequestAborted), LinkedInAccountWire.Write);
    }

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, await FindAsync(context, caller));

    private async Task Delete(HttpContext context, Caller caller) =>
        await (await FindAsync(context, caller) is { } account && await accounts.DeleteAsync(account, context.RequestAborted)
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, LinkedInAccountProblems.NotFound));

    private async Task DeleteMany(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var fields = new Fields(body.Root);
        var ids = fields.Ids("ids", required: true, MostIds);
        var isForced = fields.Flag("force") ?? false;
        if (fields.IsFaulty)
        {
            await InvalidAsync(context, fields);
            return;
        }

        var failures = new List<(long, string, string?)>();
        foreach (var id in ids)
        {
            if (await AccountRoute.FindAsync(store, context, caller, Channel.LinkedIn, id) is not { } account)
            {
                failures.Add((id, "notFound", LinkedInAccountProblems.NotFound.Detail));
            }
            else if (!isForced && await store.IsInUseAsync(account.Workspace, account.AccountId, context.RequestAborted))
            {
                failures.Add((id, "inUse", "Jobs wait for this account or run on it. With force it is deleted, and those that wait fail."));
            }
            else if (!await accounts.DeleteAsync(account, context.RequestAborted))
            {
                failures.Add((id, "notFound", LinkedInAccountProblems.NotFound.Detail));
            }
        }

        await ActionsAnswer.FailuresAsync(context, failures);
    }

    private Task Toggle(HttpContext context, Caller caller) => ChangeAsync(context, caller, account => account with { Paused = !account.Paused });

    private async Task Limit(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var fields = new Fields(body.Root);
        var limits = LinkedInLimits.Read(fields);
        await (fields.IsFaulty ? InvalidAsync(context, fields) : ChangeAsync(context, caller, account => account with { ActionLimits = limits }));
    }

    /// <summary>There is nothing to revoke, so it can only be told to stay off.</summary>
    private async Task Revoke(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var fields = new Fields(body.Root);
        var isOn = fields.Flag("enabled");
        if (fields.Find("enabled") is null)
        {
            fields.Fail("enabled", "enabled is required.");
        }

        fields.Whole("periodDays", 1, 3650);
        var account = await FindAsync(context, caller);
        await (fields.IsFaulty ? InvalidAsync(context, fields)
            : account is not null && isOn == true ? ActionsAnswer.ProblemAsync(context, LinkedInAccountProblems.RevokeNotOffered)
            : AnswerAsync(context, account));
    }

    private async Task Reconnect(HttpContext context, Caller caller) =>
        await ActionsAnswer.ProblemAsync(context, await FindAsync(context, caller) is null ? LinkedInAccountProblems.NotFound : LinkedInAccountProblems.SignInNotOffered);

    private async Task ChangeAsync(HttpContext context, Caller caller, Func<Account, Account> change)
    {
        var changed = await accounts.ChangeAsync(() => FindAsync(context, caller), (account, _) => Task.FromResult(new AccountChange<Problem>(change(account))), context.RequestAborted);
        await AnswerAsync(context, changed.Account);
    }

    private async Task AnswerAsync(HttpContext context, Account? account) =>
        await (account is null
            ? ActionsAnswer.ProblemAsync(context, LinkedInAccountProblems.NotFound)
            : ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, (await SeeAsync(account.Workspace, [account], context.RequestAborted))[0], LinkedInAccountWire.Write));

    private async Task<IReadOnlyList<LinkedInAccountView>> SeeAsync(WorkspaceId workspace, IReadOnlyList<Account> found, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var uses = await store.ReadUsesAsync(workspace, [.. found.Select(account => (account.AccountId, AccountLoad.Day(account, now)))], cancellationToken);
        return [.. found.Select(account => new LinkedInAccountView(account, uses.GetValueOrDefault(account.AccountId) ?? AccountUse.None, now))];
    }
}
