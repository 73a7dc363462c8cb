using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Words on mailboxes. One that an account gets for the first time is made by that.</summary>
internal sealed class AccountTagEndpoints(IAccountStore store, IAccountTagStore tags)
{
    public const int LongestName = 50;
    public const int MostTags = 50;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<AccountTagEndpoints>(group.ServiceProvider);
        group.MapGet("/email-accounts/tags", gate.Require(Scopes.ChannelsRead, endpoints.List));
        group.MapPut("/email-accounts/tags/{tagId}", gate.Require(Scopes.ChannelsWrite, endpoints.Change));
        group.MapPost("/email-accounts/{id}/tags", gate.Require(Scopes.ChannelsWrite, (context, caller) => endpoints.OnAccount(context, caller, puts: true)));
        group.MapDelete("/email-accounts/{id}/tags", gate.Require(Scopes.ChannelsWrite, (context, caller) => endpoints.OnAccount(context, caller, puts: false)));
    }

    private async Task List(HttpContext context, Caller caller) =>
        await ActionsAnswer.ArrayAsync(context, await tags.ListAsync(caller.WorkspaceId, context.RequestAborted), EmailAccountWire.WriteTag);

    private async Task Change(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var fields = new Fields(body.Root);
        var name = fields.Line("name", LongestName, required: true);
        var color = fields.Whole("colorId", 0, int.MaxValue);
        if (fields.IsFaulty)
        {
            await ActionsAnswer.ProblemAsync(context, fields.ToProblem(EmailAccountProblems.InvalidInput.Code));
            return;
        }

        var tag = new AccountTag(Call.Id(context, "tagId"), name!, (int?)color);
        await (await tags.ChangeAsync(caller.WorkspaceId, tag, context.RequestAborted) switch
        {
            true => ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, tag, EmailAccountWire.WriteTag),
            false => ActionsAnswer.ProblemAsync(context, EmailAccountProblems.TagNotFound),
            null => ActionsAnswer.ProblemAsync(context, EmailAccountProblems.TagExists),
        });
    }

    private async Task OnAccount(HttpContext context, Caller caller, bool puts)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var fields = new Fields(body.Root);
        var names = fields.Words("tags", LongestName, MostTags, required: true);
        if (fields.IsFaulty)
        {
            await ActionsAnswer.ProblemAsync(context, fields.ToProblem(EmailAccountProblems.InvalidInput.Code));
            return;
        }

        if (await AccountRoute.FindAsync(store, context, caller, Channel.Email) is not { } account)
        {
            await ActionsAnswer.ProblemAsync(context, EmailAccountProblems.NotFound);
            return;
        }

        if (!puts)
        {
            await tags.TakeAsync(caller.WorkspaceId, account.AccountId, names!, context.RequestAborted);
            await ActionsAnswer.NothingAsync(context);
            return;
        }

        await tags.PutAsync(caller.WorkspaceId, account.AccountId, names!, alone: false, context.RequestAborted);
        var own = (await tags.ReadAsync(caller.WorkspaceId, [account.AccountId], context.RequestAborted))[account.AccountId].ToHashSet();
        await ActionsAnswer.ArrayAsync(context, (await tags.ListAsync(caller.WorkspaceId, context.RequestAborted)).Where(tag => own.Contains(tag.Name)), EmailAccountWire.WriteTag);
    }
}
