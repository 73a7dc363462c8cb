using System.Text.Json;
using Postrider.Access;
using Postrider.Server.Security;
using Postrider.Storage;
using Postrider.Suppression;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Rules for whom mail must not reach, in three families of one shape.</summary>
internal sealed class SuppressionRuleEndpoints(ISuppressionRuleStore rules, SuppressionFamily family)
{
    private const int LongestPattern = 254;
    private const int MostAtOnce = 1000;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var store = group.ServiceProvider.GetRequiredService<ISuppressionRuleStore>();
        new SuppressionRuleEndpoints(store, SuppressionFamily.Domain).Map(group.MapGroup("/contact-blacklist-rules/domains"), gate);
        new SuppressionRuleEndpoints(store, SuppressionFamily.Email).Map(group.MapGroup("/contact-blacklist-rules/emails"), gate);
        new SuppressionRuleEndpoints(store, SuppressionFamily.Exception).Map(group.MapGroup("/contact-blacklist-rules/email-exceptions"), gate);
    }

    private void Map(RouteGroupBuilder group, ActionsGate gate)
    {
        group.MapGet("", gate.Require(Scopes.ContactsRead, List));
        group.MapPost("", gate.Require(Scopes.ContactsWrite, Create));
        group.MapGet("/{id}", gate.Require(Scopes.ContactsRead, Get));
        group.MapPut("/{id}", gate.Require(Scopes.ContactsWrite, Change));
        group.MapDelete("/{id}", gate.Require(Scopes.ContactsWrite, Delete));
        group.MapPost("/bulk", gate.Require(Scopes.ContactsWrite, CreateMany));
        group.MapPost("/bulk-delete", gate.Require(Scopes.ContactsWrite, DeleteMany));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        if (await Call.PageAsync(context) is { } page)
        {
            await ActionsAnswer.PageAsync(context, page, await rules.ListAsync(caller.WorkspaceId, family, page.Skip, page.Limit, context.RequestAborted), Write);
        }
    }

    private async Task Create(HttpContext context, Caller caller)
    {
        if (await PatternAsync(context) is not { } pattern)
        {
            return;
        }

        await ((await rules.AddAsync(caller.WorkspaceId, family, [pattern], context.RequestAborted))[0] is { } made
            ? ActionsAnswer.ObjectAsync(context, StatusCodes.Status201Created, made, Write)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.RuleTaken));
    }

    private async Task Get(HttpContext context, Caller caller) =>
        await (await rules.FindAsync(caller.WorkspaceId, family, Call.Id(context), context.RequestAborted) is { } rule
            ? ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, rule, Write)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.RuleNotFound));

    private async Task Change(HttpContext context, Caller caller)
    {
        if (await PatternAsync(context) is { } pattern)
        {
            var changed = await rules.ChangeAsync(caller.WorkspaceId, family, Call.Id(context), pattern, context.RequestAborted);
            await (changed == StoreChange.Taken ? ActionsAnswer.ProblemAsync(context, ContactProblems.RuleTaken) : Get(context, caller));
        }
    }

    private async Task Delete(HttpContext context, Caller caller) =>
        await ((await rules.DeleteAsync(caller.WorkspaceId, family, [Call.Id(context)], context.RequestAborted)).Count > 0
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.RuleNotFound));

    /// <summary>Each item for itself: a bad one does not keep the others.</summary>
    private async Task CreateMany(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.ReadAsync(context, JsonValueKind.Array);
        if (body.IsFaulty)
        {
            await ActionsAnswer.ErrorAsync(context, body.Error);
            return;
        }

        if (body.Root.GetArrayLength() is 0 or > MostAtOnce)
        {
            await ActionsAnswer.ProblemAsync(context, ContactProblems.RuleInvalid.With($"The body must be a list of 1 to {MostAtOnce} rules."));
            return;
        }

        string?[] patterns = [.. Fields.List(body.Root, out _).Select(item => item.Text("pattern", LongestPattern) is { } text ? SuppressionRule.Normalize(family, text) : null)];
        var made = new Queue<SuppressionRule?>(await rules.AddAsync(caller.WorkspaceId, family, [.. patterns.OfType<string>()], context.RequestAborted));
        await ActionsAnswer.ArrayAsync(context, patterns.Select(pattern => (IsPattern: pattern is not null, Rule: pattern is null ? null : made.Dequeue())), static (writer, item) =>
        {
            if (item.Rule is { } rule)
            {
                writer.WriteNumber("id"u8, rule.RuleId);
            }
            else
            {
                writer.WriteNull("id"u8);
            }

            writer.WriteString("error"u8, item.Rule is not null ? null : item.IsPattern ? "duplicate" : "invalidPattern");
            writer.WriteString("errorDetails"u8, item.Rule is not null ? null : item.IsPattern ? ContactProblems.RuleTaken.Detail : ContactProblems.RuleInvalid.Detail);
        });
    }

    private async Task DeleteMany(HttpContext context, Caller caller)
    {
        IReadOnlyList<long> ids = [];
        if (await Call.ReadAsync(context, ContactProblems.RuleInvalid.Code, body => ids = body.Ids("ids", required: true)))
        {
            await Call.MissingAsync(context, ids, await rules.DeleteAsync(caller.WorkspaceId, family, ids, context.RequestAborted), "notFound");
        }
    }

    private async Task<string?> PatternAsync(HttpContext context)
    {
        string? pattern = null;
        await Call.ReadAsync(context, ContactProblems.RuleInvalid.Code, body =>
        {
            if (body.Line("pattern", LongestPattern, required: true) is { } text)
            {
                pattern = SuppressionRule.Normalize(family, text);
                if (pattern is null)
                {
                    body.Fail("pattern", family == SuppressionFamily.Domain ? "pattern must be a domain, such as example.com." : "pattern must be a mail address.");
                }
            }
        });
        return pattern;
    }

    private static void Write(Utf8JsonWriter writer, SuppressionRule rule)
    {
        writer.WriteNumber("id"u8, rule.RuleId);
        writer.WriteString("pattern"u8, rule.Pattern);
        writer.WriteBoolean("isGlobal"u8, false);
    }
}
