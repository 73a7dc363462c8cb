using Postrider.Access;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Contacts one by one, and a page of them.</summary>
internal sealed class ContactEndpoints(IContactStore contacts, ICustomFieldStore customFields)
{
    private const int LongestQuery = 2048;

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ContactEndpoints>(group.ServiceProvider);
        group.MapGet("/contacts", gate.Require(Scopes.ContactsRead, endpoints.List));
        group.MapPost("/contacts", gate.Require(Scopes.ContactsWrite, endpoints.Create));
        group.MapGet("/contacts/{id}", gate.Require(Scopes.ContactsRead, endpoints.Get));
        group.MapPatch("/contacts/{id}", gate.Require(Scopes.ContactsWrite, endpoints.Change));
        group.MapDelete("/contacts/{id}", gate.Require(Scopes.ContactsWrite, endpoints.Delete));
        group.MapPost("/contacts/bulk-delete", gate.Require(Scopes.ContactsWrite, endpoints.BulkDelete));
        group.MapGet("/contacts/{id}/statuses", gate.Require(Scopes.ContactsRead, endpoints.Statuses));
        group.MapGet("/contacts/{id}/sequences", gate.Require(Scopes.ContactsRead, endpoints.Sequences));
        group.MapGet("/contacts/{id}/lists", gate.Require(Scopes.ContactsRead, endpoints.Lists));
        group.MapPost("/contacts/{id}/notes", gate.Require(Scopes.ContactsWrite, endpoints.Note));
    }

    private async Task List(HttpContext context, Caller caller)
    {
        if (await Call.PageAsync(context) is not { } page)
        {
            return;
        }

        var wire = await WireAsync(caller, context.RequestAborted);
        IReadOnlyList<Contact> read = await NamedAsync(context, caller) is { } named
            ? [.. named.Skip(page.Skip).Take(page.Limit)]
            : (await contacts.FilterAsync(caller.WorkspaceId, new ContactFilter { Skip = page.Skip, Limit = page.Limit, Counted = false }, context.RequestAborted)).Contacts;
        await ActionsAnswer.PageAsync(context, page, read, wire.Write);
    }

    /// <summary>Who has the address in the query; null: the query names none. What can be nobody's address finds nobody.</summary>
    private async Task<IReadOnlyList<Contact>?> NamedAsync(HttpContext context, Caller caller)
    {
        var asked = new List<string?>();
        if (context.Request.Query.TryGetValue("email", out var email))
        {
            asked.Add(Address(email, RecipientAddress.Mail));
        }

        if (context.Request.Query.TryGetValue("linkedIn", out var page))
        {
            asked.Add(Address(page, text => RecipientAddress.LinkedIn(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}")));
        }

        if (asked.Count == 0)
        {
            return null;
        }

        if (asked.Contains(null))
        {
            return [];
        }

        // Both together mean one who has both.
        var found = await contacts.FindByAddressesAsync(caller.WorkspaceId, [.. asked.OfType<string>()], context.RequestAborted);
        return [.. found.Values.DistinctBy(contact => contact.ContactId).Where(contact => !asked.Except(contact.Addresses()).Any())];
    }

    private static string? Address(string? text, Func<string, string?> read) =>
        text is { Length: > 0 and <= LongestQuery } && !text.Contains('\0', StringComparison.Ordinal) && !text.Any(char.IsSurrogate) ? read(text) : null;

    private async Task Create(HttpContext context, Caller caller)
    {
        var change = new ContactChange();
        var known = await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted);
        var owner = (long?)null;
        if (!await Call.ReadAsync(context, ContactProblems.InvalidInput.Code, body =>
        {
            body.Line("firstName", int.MaxValue, required: true);
            change = ContactReader.Read(body, known);
            owner = body.Whole("ownerUserId", 1);
        }))
        {
            return;
        }

        if (owner is not null && owner != caller.WorkspaceId.Value)
        {
            await ActionsAnswer.ProblemAsync(context, ContactProblems.UserNotFound);
            return;
        }

        var contact = await contacts.CreateAsync(caller.WorkspaceId, change, context.RequestAborted);
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status201Created, contact, new ContactWire(caller.WorkspaceId, known).Write);
    }

    private Task Get(HttpContext context, Caller caller) => FoundAsync(context, caller, async contact =>
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, contact, (await WireAsync(caller, context.RequestAborted)).Write));

    private async Task Change(HttpContext context, Caller caller)
    {
        var change = new ContactChange();
        var known = await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted);
        var owner = (long?)null;
        if (!await Call.ReadAsync(context, ContactProblems.InvalidInput.Code, body =>
        {
            change = ContactReader.Read(body, known);
            owner = body.Whole("ownerUserId", 1);
        }))
        {
            return;
        }

        if (owner is not null && owner != caller.WorkspaceId.Value)
        {
            await ActionsAnswer.ProblemAsync(context, ContactProblems.UserNotFound);
            return;
        }

        await WrittenAsync(context, caller, change, known);
    }

    private async Task Note(HttpContext context, Caller caller)
    {
        var change = new ContactChange();
        if (await Call.ReadAsync(context, ContactProblems.InvalidInput.Code, body =>
        {
            var notes = body.Text("notes", int.MaxValue, required: true);
            if (notes is not null && change.Set(ContactField.Notes, notes) is { } fault)
            {
                body.Fail("notes", $"notes {fault}.");
            }
        }))
        {
            await WrittenAsync(context, caller, change, await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted));
        }
    }

    private async Task WrittenAsync(HttpContext context, Caller caller, ContactChange change, IReadOnlyList<CustomField> known) =>
        await (await contacts.ChangeAsync(caller.WorkspaceId, Call.Id(context), change, context.RequestAborted) switch
        {
            ContactWritten.Done done => ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, done.Contact, new ContactWire(caller.WorkspaceId, known).Write),
            ContactWritten.EmailTaken taken => ActionsAnswer.ProblemAsync(context, ContactProblems.EmailTaken.With($"Contact {taken.ContactId} of this workspace has that mail address.")),
            _ => ActionsAnswer.ProblemAsync(context, ContactProblems.NotFound),
        });

    private async Task Delete(HttpContext context, Caller caller) =>
        await ((await contacts.DeleteAsync(caller.WorkspaceId, [Call.Id(context)], context.RequestAborted)).Count > 0
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.NotFound));

    private async Task BulkDelete(HttpContext context, Caller caller)
    {
        IReadOnlyList<long> ids = [];
        if (await Call.ReadAsync(context, ContactProblems.InvalidInput.Code, body => ids = body.Ids("ids", required: true)))
        {
            await Call.MissingAsync(context, ids, await contacts.DeleteAsync(caller.WorkspaceId, ids, context.RequestAborted), "contactNotFound");
        }
    }

    private Task Statuses(HttpContext context, Caller caller) => FoundAsync(context, caller, contact =>
        ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, contact, static (writer, contact) =>
        {
            writer.WriteNumber("contactId"u8, contact.ContactId);
            writer.WriteBoolean("isOptedOut"u8, contact.OptedOut);
            writer.WriteString("callStatus"u8, contact[ContactField.CallStatus]);
            writer.WriteString("meetingStatus"u8, contact[ContactField.MeetingStatus]);
            writer.WriteStartArray("sequences"u8);
            writer.WriteEndArray();
        }));

    private Task Sequences(HttpContext context, Caller caller) =>
        FoundAsync(context, caller, _ => ActionsAnswer.ArrayAsync<int>(context, [], static (_, _) => { }));

    private Task Lists(HttpContext context, Caller caller) =>
        FoundAsync(context, caller, contact => ActionsAnswer.ArrayAsync(context, contact.Lists, ContactWire.WriteList));

    private async Task FoundAsync(HttpContext context, Caller caller, Func<Contact, Task> answer) =>
        await (await contacts.FindAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted) is { } contact
            ? answer(contact)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.NotFound));

    private async Task<ContactWire> WireAsync(Caller caller, CancellationToken cancellationToken) =>
        new(caller.WorkspaceId, await customFields.ListAsync(caller.WorkspaceId, cancellationToken));
}
