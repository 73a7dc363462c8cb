using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Lists of contacts. A workspace has one user, so that sharing a list changes its mark alone.</summary>
internal sealed class ContactListEndpoints(IContactListStore lists)
{
    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ContactListEndpoints>(group.ServiceProvider);
        group.MapGet("/contact-lists", gate.Require(Scopes.ContactsRead, endpoints.List));
        group.MapPost("/contact-lists", gate.Require(Scopes.ContactsWrite, endpoints.Create));
        group.MapGet("/contact-lists/{id}", gate.Require(Scopes.ContactsRead, endpoints.Get));
        group.MapPut("/contact-lists/{id}", gate.Require(Scopes.ContactsWrite, endpoints.Change));
        group.MapDelete("/contact-lists/{id}", gate.Require(Scopes.ContactsWrite, endpoints.Delete));
        group.MapPost("/contact-lists/{id}/share", gate.Require(Scopes.ContactsWrite, (context, caller) => endpoints.ChangedAsync(context, caller, null, true)));
        group.MapPost("/contact-lists/{id}/unshare", gate.Require(Scopes.ContactsWrite, (context, caller) => endpoints.ChangedAsync(context, caller, null, false)));
        group.MapPost("/contact-lists/{id}/add-contacts", gate.Require(Scopes.ContactsWrite, (context, caller) => endpoints.AddAsync(context, caller, move: false)));
        group.MapPost("/contact-lists/{id}/move-contacts", gate.Require(Scopes.ContactsWrite, (context, caller) => endpoints.AddAsync(context, caller, move: true)));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        if (await Call.PageAsync(context) is { } page)
        {
            await ActionsAnswer.PageAsync(context, page, await lists.ListAsync(caller.WorkspaceId, page.Skip, page.Limit, context.RequestAborted), Write);
        }
    }

    private async Task Create(HttpContext context, Caller caller)
    {
        var (name, shared) = ("", false);
        if (!await Call.ReadAsync(context, ContactProblems.ListInvalid.Code, body => (name, shared) = (body.Line("name", ContactList.LongestName, required: true) ?? "", body.Flag("isShared") ?? false)))
        {
            return;
        }

        await (await lists.CreateAsync(caller.WorkspaceId, name, shared, context.RequestAborted) is { } made
            ? ActionsAnswer.ObjectAsync(context, StatusCodes.Status201Created, made, Write)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.ListTaken));
    }

    private async Task Get(HttpContext context, Caller caller) =>
        await (await lists.FindAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted) is { } list
            ? ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, list, Write)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.ListNotFound));

    private async Task Change(HttpContext context, Caller caller)
    {
        var (name, shared) = ("", (bool?)null);
        if (await Call.ReadAsync(context, ContactProblems.ListInvalid.Code, body => (name, shared) = (body.Line("name", ContactList.LongestName, required: true) ?? "", body.Flag("isShared"))))
        {
            await ChangedAsync(context, caller, name, shared);
        }
    }

    private async Task ChangedAsync(HttpContext context, Caller caller, string? name, bool? shared)
    {
        var changed = await lists.ChangeAsync(caller.WorkspaceId, Call.Id(context), name, shared, context.RequestAborted);
        await (changed == StoreChange.Taken ? ActionsAnswer.ProblemAsync(context, ContactProblems.ListTaken) : Get(context, caller));
    }

    private async Task Delete(HttpContext context, Caller caller) =>
        await (await lists.DeleteAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted)
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.ListNotFound));

    private async Task AddAsync(HttpContext context, Caller caller, bool move)
    {
        IReadOnlyList<long> ids = [];
        if (!await Call.ReadAsync(context, ContactProblems.ListInvalid.Code, body => ids = body.Ids("contactIds", required: true)))
        {
            return;
        }

        await (await lists.AddAsync(caller.WorkspaceId, Call.Id(context), ids, move, context.RequestAborted) is { } found
            ? Call.MissingAsync(context, ids, found, "contactNotFound")
            : ActionsAnswer.ProblemAsync(context, ContactProblems.ListNotFound));
    }

    private static void Write(Utf8JsonWriter writer, ContactList list)
    {
        writer.WriteNumber("id"u8, list.ListId);
        writer.WriteString("name"u8, list.Name);
        writer.WriteBoolean("isShared"u8, list.Shared);
        writer.WriteNumber("contactsCount"u8, list.Members);
    }
}
