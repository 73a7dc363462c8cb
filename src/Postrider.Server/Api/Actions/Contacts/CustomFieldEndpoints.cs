using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>The fields that a workspace gives its contacts.</summary>
internal sealed class CustomFieldEndpoints(ICustomFieldStore customFields)
{
    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<CustomFieldEndpoints>(group.ServiceProvider);
        group.MapGet("/custom-fields", gate.Require(Scopes.ContactsRead, endpoints.List));
        group.MapPost("/custom-fields", gate.Require(Scopes.ContactsWrite, endpoints.Create));
        group.MapGet("/custom-fields/{id}", gate.Require(Scopes.ContactsRead, endpoints.Get));
        group.MapPut("/custom-fields/{id}", gate.Require(Scopes.ContactsWrite, endpoints.Change));
        group.MapDelete("/custom-fields/{id}", gate.Require(Scopes.ContactsWrite, endpoints.Delete));
    }

    private async Task List(HttpContext context, Caller caller) =>
        await ActionsAnswer.ArrayAsync(context, await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted), Write);

    private async Task Create(HttpContext context, Caller caller)
    {
        if (await ReadAsync(context, 0) is { } field)
        {
            await (await customFields.CreateAsync(caller.WorkspaceId, field, context.RequestAborted) is { } made
                ? ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, made, Write)
                : ActionsAnswer.ProblemAsync(context, ContactProblems.FieldTaken));
        }
    }

    private async Task Get(HttpContext context, Caller caller)
    {
        var id = Call.Id(context);
        var found = (await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted)).FirstOrDefault(field => field.FieldId == id);
        await (found is null ? ActionsAnswer.ProblemAsync(context, ContactProblems.FieldNotFound) : ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, found, Write));
    }

    private async Task Change(HttpContext context, Caller caller)
    {
        if (await ReadAsync(context, Call.Id(context)) is not { } field)
        {
            return;
        }

        await (await customFields.ChangeAsync(caller.WorkspaceId, field, context.RequestAborted) switch
        {
            StoreChange.Done => ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, field, Write),
            StoreChange.Taken => ActionsAnswer.ProblemAsync(context, ContactProblems.FieldTaken),
            _ => ActionsAnswer.ProblemAsync(context, ContactProblems.FieldNotFound),
        });
    }

    private async Task Delete(HttpContext context, Caller caller) =>
        await (await customFields.DeleteAsync(caller.WorkspaceId, Call.Id(context), context.RequestAborted)
            ? ActionsAnswer.NothingAsync(context)
            : ActionsAnswer.ProblemAsync(context, ContactProblems.FieldNotFound));

    private static async Task<CustomField?> ReadAsync(HttpContext context, long id)
    {
        CustomField? field = null;
        var isRead = await Call.ReadAsync(context, ContactProblems.FieldInvalid.Code, body =>
        {
            var type = body.Choice("fieldType", "text", "number");
            if (body.Find("fieldType") is null)
            {
                body.Fail("fieldType", "fieldType is required.");
            }

            field = new CustomField(
                id, body.Line("title", CustomField.LongestTitle, required: true) ?? "", type == "number", body.Text("metadata", CustomField.LongestMetadata), body.Flag("orgWide") ?? false);
        });
        return isRead ? field : null;
    }

    private static void Write(Utf8JsonWriter writer, CustomField field)
    {
        writer.WriteNumber("id"u8, field.FieldId);
        writer.WriteString("title"u8, field.Title);
        writer.WriteString("fieldType"u8, field.IsNumber ? "number" : "text");
        writer.WriteString("metadata"u8, field.Metadata);
        writer.WriteBoolean("orgWide"u8, field.Shared);
    }
}
