using Postrider.Access;
using Postrider.Channels;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Pages of mailboxes, all or filtered.</summary>
internal sealed class EmailAccountLists(IAccountStore store, IAccountTagStore tags, Drivers drivers)
{
    private const int MostWords = 100;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<EmailAccountLists>(group.ServiceProvider);
        group.MapGet("/email-accounts", gate.Require(Scopes.ChannelsRead, endpoints.List));
        group.MapPost("/email-accounts/filter", gate.Require(Scopes.ChannelsRead, endpoints.Filter));
    }

    /// <summary>A workspace is its own only user, so all of its accounts are the caller's.</summary>
    private async Task List(HttpContext context, Caller caller)
    {
        var fault = SkipPage.TryRead(context.Request.Query, out var page);
        if (context.Request.Query.TryGetValue("my", out var my) && !bool.TryParse(my, out _))
        {
            var faults = new FieldFault("/my", "'my' must be true or false.");
            fault = fault is null ? EmailAccountProblems.InvalidInput.With(faults.Detail) with { Faults = [faults] } : fault with { Detail = $"{fault.Detail} {faults.Detail}", Faults = [.. fault.Faults, faults] };
        }

        await (fault is null ? AnswerAsync(context, caller, page, new AccountFilter(Channel.Email)) : ActionsAnswer.ProblemAsync(context, fault));
    }

    private async Task Filter(HttpContext context, Caller caller)
    {
        if (SkipPage.TryRead(context.Request.Query, out var page) is { } fault)
        {
            await ActionsAnswer.ProblemAsync(context, fault);
            return;
        }

        using var body = await JsonBody.ReadAsync(context);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        var fields = new Fields(body.Root);
        var status = fields.Choice("status", EmailAccountWire.Statuses);
        var type = fields.Choice("emailAccountType", EmailAccountWire.Types);
        var owners = fields.Ids("ownerUserIds");
        var filter = new AccountFilter(Channel.Email)
        {
            IsUsable = status is null ? null : status == EmailAccountWire.Connected,
            Kinds = type is null ? null : EmailAccountWire.KindsOf(type, drivers),
            Address = fields.Line("email", 254) is { Length: > 0 } address ? address : null,
            Domains = Wanted(fields.Words("domains", 255, MostWords)?.Select(domain => domain.TrimStart('@', '.'))),
            Tags = Wanted(fields.Words("tags", AccountTagEndpoints.LongestName, MostWords)),
        };
        if (fields.IsFaulty)
        {
            await ActionsAnswer.ProblemAsync(context, fields.ToProblem(EmailAccountProblems.InvalidInput.Code));
            return;
        }

        // Every account was tried out when it was connected, so none is of an unknown state; and only the workspace itself owns any.
        var isOfNobody = owners.Count > 0 && !owners.Contains(caller.WorkspaceId.Value);
        await (status == "unknown" || isOfNobody ? ActionsAnswer.PageAsync<EmailAccountView>(context, page, [], EmailAccountWire.WriteSummary) : AnswerAsync(context, caller, page, filter));
    }

    /// <summary>An empty list filters nothing, like an absent one.</summary>
    private static string[]? Wanted(IEnumerable<string>? given) => given?.ToArray() is { Length: > 0 } words ? words : null;

    private async Task AnswerAsync(HttpContext context, Caller caller, SkipPage page, AccountFilter filter)
    {
        var found = await store.ListAsync(caller.WorkspaceId, filter, page.Skip, page.Limit, context.RequestAborted);
        var first = await store.FindDefaultAsync(caller.WorkspaceId, Channel.Email, context.RequestAborted);
        var own = await tags.ReadAsync(caller.WorkspaceId, [.. found.Select(account => account.AccountId)], context.RequestAborted);
        await ActionsAnswer.PageAsync(
            context, page, [.. found.Select(account => new EmailAccountView(account, account.Number == first?.Number, own[account.AccountId]))], EmailAccountWire.WriteSummary);
    }
}
