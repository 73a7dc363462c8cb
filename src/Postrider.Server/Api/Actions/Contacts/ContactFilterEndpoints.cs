using System.Text.Json;
using Postrider.Access;
using Postrider.Contacts;
using Postrider.Server.Security;
using Postrider.Storage;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Contacts by what is known of them.</summary>
internal sealed class ContactFilterEndpoints(IContactStore contacts, ICustomFieldStore customFields)
{
    private static readonly string[] _conditions = [.. Enum.GetNames<FilterCondition>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static void Map(IEndpointRouteBuilder group, ActionsGate gate)
    {
        var endpoints = ActivatorUtilities.CreateInstance<ContactFilterEndpoints>(group.ServiceProvider);
        group.MapPost("/contacts/filter", gate.Require(Scopes.ContactsRead, endpoints.Filter));
    }

    private async Task Filter(HttpContext context, Caller caller)
    {
        if (await Call.PageAsync(context) is not { } page)
        {
            return;
        }

        var known = await customFields.ListAsync(caller.WorkspaceId, context.RequestAborted);
        var filter = new ContactFilter { Skip = page.Skip, Limit = page.Limit };
        if (!await Call.ReadAsync(context, ContactProblems.InvalidInput.Code, body => filter = Read(body, known, filter)))
        {
            return;
        }

        var found = await contacts.FilterAsync(caller.WorkspaceId, filter, context.RequestAborted);
        var wire = new ContactWire(caller.WorkspaceId, known);
        await ActionsAnswer.ObjectAsync(context, StatusCodes.Status200OK, found, (writer, found) =>
        {
            writer.WriteStartArray("items"u8);
            foreach (var contact in found.Contacts.Take(page.Top))
            {
                writer.WriteStartObject();
                wire.Write(writer, contact);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteBoolean("hasMore"u8, found.Contacts.Count > page.Top);
            writer.WriteNumber("totalCount"u8, found.Total);
            writer.WriteBoolean("isTotalCountExact"u8, found.TotalIsExact);
        });
    }

    private static ContactFilter Read(Fields body, IReadOnlyList<CustomField> known, ContactFilter filter)
    {
        foreach (var name in new[] { "sequenceId", "sequenceStepId" })
        {
            if (body.Find(name) is not null)
            {
                body.Fail(name, "Sequences are not offered.");
            }
        }

        var sort = default(FilterProperty);
        if (body.Text("sortBy", 200) is { } sortBy)
        {
            sort = Property(sortBy, known);
            if (sort is null)
            {
                body.Fail("sortBy", "sortBy must be a field of contacts, or the title of a custom field.");
            }
        }

        var direction = body.Choice("sortDirection", "asc", "desc", "ascending", "descending");
        var term = body.Text("searchTerm", SearchText.LongestTerm);
        return filter with
        {
            ListId = body.Whole("listId", 1),
            SearchTerm = term,
            Sort = new ContactSort(sort, direction is "desc" or "descending"),
            Rules = [.. body.Objects("rules", most: ContactFilter.MostRules).Select(rule => Rule(rule, known)).OfType<FilterRule>()],
        };
    }

    private static FilterRule? Rule(Fields rule, IReadOnlyList<CustomField> known)
    {
        var name = rule.Text("property", 200, required: true);
        var property = name is null ? null : Property(name, known);
        if (name is not null && property is null)
        {
            rule.Fail("property", "property must be a field of contacts, or the title of a custom field.");
        }

        if (rule.Find("condition") is null)
        {
            rule.Fail("condition", "condition is required.");
        }

        if (rule.Choice("condition", _conditions) is not { } condition || property is null)
        {
            return null;
        }

        var value = rule.Find("value") is not { } given ? null : given.ValueKind == JsonValueKind.String ? given.GetString() : given.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? null : given.GetRawText();
        if (FilterRule.TryRead(property, Enum.Parse<FilterCondition>(condition, ignoreCase: true), value, out var read) is { } fault)
        {
            rule.Fail("value", $"value: {fault}.");
        }

        return read;
    }

    private static FilterProperty? Property(string name, IReadOnlyList<CustomField> known) => name.Trim().ToLowerInvariant() switch
    {
        "id" => new FilterProperty.Id(),
        "isoptedout" => new FilterProperty.OptedOut(),
        "createdat" or "addingdate" => new FilterProperty.Created(),
        "lastmodifiedat" => new FilterProperty.Updated(),
        var other => ContactReader.Find(other) is { } field ? new FilterProperty.Text(field)
            : known.FirstOrDefault(custom => custom.Title.Equals(other, StringComparison.OrdinalIgnoreCase)) is { } found ? new FilterProperty.Custom(found.FieldId, found.IsNumber) : null,
    };
}
