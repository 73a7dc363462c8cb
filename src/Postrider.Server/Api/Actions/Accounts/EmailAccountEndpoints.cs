using Postrider.Access;
using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Server.Api.Connecting;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Mailboxes: connected with a name and a password, changed section by section, paused by nobody here but resumed.</summary>
internal sealed class EmailAccountEndpoints(IAccountStore store, IAccountTagStore tags, ConnectedAccounts accounts, Drivers drivers)
{
    private const string NewKind = "smtp";
    private const int MostIds = 1000;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<EmailAccountEndpoints>(group.ServiceProvider);
        group.MapPost("/email-accounts", gate.Require(Scopes.ChannelsWrite, endpoints.Create));
        group.MapGet("/email-accounts/{id}", gate.Require(Scopes.ChannelsRead, endpoints.Get));
        group.MapPatch("/email-accounts/{id}", gate.Require(Scopes.ChannelsWrite, endpoints.Change));
        group.MapDelete("/email-accounts/{id}", gate.Require(Scopes.ChannelsWrite, endpoints.Delete));
        group.MapPost("/email-accounts/{id}/set-default", gate.Require(Scopes.ChannelsWrite, endpoints.SetDefault));
        group.MapPost("/email-accounts/{id}/resume-sending", gate.Require(Scopes.ChannelsOperate, endpoints.Resume));
        group.MapPost("/email-accounts/bulk-delete", gate.Require(Scopes.ChannelsWrite, endpoints.DeleteMany));
    }

    private Task<Account?> FindAsync(HttpContext context, Caller caller) => AccountRoute.FindAsync(store, context, caller, Channel.Email);

    private async Task Get(HttpContext context, Caller caller) => await AnswerAsync(context, await FindAsync(context, caller));

    private async Task Create(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var driver = drivers.Find(NewKind)!;
        var fields = new Fields(body.Root);
        if (fields.Choice("emailAccountType", EmailAccountWire.Types) is { } type && type != EmailAccountWire.TypeOf(NewKind))
        {
            fields.Fail("emailAccountType", "Only custom mailboxes are connected by this call; for the others there are GET /v3/email-accounts/connect/gmail and …/connect/office-365.");
        }

        var draft = EmailAccountDraft.Read(fields, accounts.Draft(caller.WorkspaceId, driver.Kind, Channel.Email, []), driver.Kind, isNew: true);
        if (fields.IsFaulty)
        {
            await ActionsAnswer.ProblemAsync(context, fields.ToProblem(EmailAccountProblems.InvalidInput.Code));
            return;
        }

        var (account, _) = await accounts.ConnectAsync(driver, draft.Account, draft.Secrets, context.RequestAborted);
        await FinishAsync(context, account, draft.Tags);
    }

    private async Task Change(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        IReadOnlyList<string>? wanted = null;
        var change = await accounts.ChangeAsync(() => FindAsync(context, caller), async (account, driver) =>
        {
            var fields = new Fields(body.Root);
            var draft = EmailAccountDraft.Read(fields, account, driver.Kind, isNew: false);
            if (fields.IsFaulty)
            {
                return new AccountChange<Problem>(null, Fault: fields.ToProblem(EmailAccountProblems.InvalidInput.Code));
            }

            wanted = draft.Tags;
            var changed = accounts.WithSecrets(draft.Account, draft.Secrets);
            return new AccountChange<Problem>(draft.IsElsewhere ? await accounts.ProbeAsync(driver, changed, context.RequestAborted) : changed);
        }, context.RequestAborted);
        await (change.Fault is null ? FinishAsync(context, change.Account, wanted) : ActionsAnswer.ProblemAsync(context, change.Fault));
    }

    private async Task Delete(HttpContext context, Caller caller) =>
        await (await FindAsync(context, caller) is { } account && await accounts.DeleteAsync(account, context.RequestAborted)
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, EmailAccountProblems.NotFound));

    private async Task SetDefault(HttpContext context, Caller caller) =>
        await AnswerAsync(context, await FindAsync(context, caller) is { } account && await accounts.SetDefaultAsync(account, context.RequestAborted) ? account : null);

    /// <summary>Takes a pause away and tries the mailbox out again: what was held for either starts.</summary>
    private async Task Resume(HttpContext context, Caller caller)
    {
        var change = await accounts.ChangeAsync(
            () => FindAsync(context, caller),
            async (account, driver) => new AccountChange<Problem>(await accounts.ProbeAsync(driver, account with { Paused = false }, context.RequestAborted)),
            context.RequestAborted);
        await FinishAsync(context, change.Account, null);
    }

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
        if (fields.IsFaulty)
        {
            await ActionsAnswer.ProblemAsync(context, fields.ToProblem(EmailAccountProblems.InvalidInput.Code));
            return;
        }

        var failures = new List<(long, string, string?)>();
        foreach (var id in ids)
        {
            if (await AccountRoute.FindAsync(store, context, caller, Channel.Email, id) is not { } account || !await accounts.DeleteAsync(account, context.RequestAborted))
            {
                failures.Add((id, "notFound", EmailAccountProblems.NotFound.Detail));
            }
        }

        await ActionsAnswer.FailuresAsync(context, failures);
    }

    /// <summary>Writes the tags, then answers with the account as the store has it now, its number and time included.</summary>
    private async Task FinishAsync(HttpContext context, Account? account, IReadOnlyList<string>? wanted)
    {
        if (account is not null && wanted is not null)
        {
            await tags.PutAsync(account.Workspace, account.AccountId, wanted, alone: true, context.RequestAborted);
        }

        await AnswerAsync(context, account is null ? null : await store.FindAsync(account.Workspace, account.AccountId, context.RequestAborted));
    }

    private async Task AnswerAsync(HttpContext context, Account? account)
    {
        if (account is null)
        {
            await ActionsAnswer.ProblemAsync(context, EmailAccountProblems.NotFound);
            return;
        }

        var own = await tags.ReadAsync(account.Workspace, [account.AccountId], context.RequestAborted);
        var first = await store.FindDefaultAsync(account.Workspace, Channel.Email, context.RequestAborted);
        var view = new EmailAccountView(account, account.Number == first?.Number, own[account.AccountId], await store.IsInUseAsync(account.Workspace, account.AccountId, context.RequestAborted));
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, view, EmailAccountWire.Write);
    }
}
