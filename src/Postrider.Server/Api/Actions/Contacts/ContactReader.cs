using System.Text.Json;
using Postrider.Contacts;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Reads a contact from a body: every fault of it at once.</summary>
internal static class ContactReader
{
    private const int MostCustomFields = 500;

    private static readonly (string Name, ContactField Field)[] _names = [.. ContactFields.All.Select(field => (Name(field), field))];

    public static string Name(ContactField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    public static ContactField? Find(string name)
    {
        foreach (var (known, field) in _names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return field;
            }
        }

        return null;
    }

    public static ContactChange Read(Fields body, IReadOnlyList<CustomField> customFields)
    {
        var change = new ContactChange();
        foreach (var (name, field) in _names)
        {
            if (body.Has(name))
            {
                var fault = body.Find(name) is not { } value ? change.Set(field, null) : value.ValueKind == JsonValueKind.String ? change.Set(field, value.GetString()) : "must be text";
                Fail(body, name, name, fault);
            }
        }

        change.OptedOut = body.Flag("isOptedOut");
        foreach (var item in body.Objects("customFields", most: MostCustomFields))
        {
            ReadCustom(item, customFields, change);
        }

        return change;
    }

    /// <summary>By its id, or by its title under any of the names that clients use for it.</summary>
    private static void ReadCustom(Fields item, IReadOnlyList<CustomField> known, ContactChange change)
    {
        var id = item.Whole("id", 1);
        var title = item.Text("key", CustomField.LongestTitle) ?? item.Text("name", CustomField.LongestTitle);
        var field = known.FirstOrDefault(field => id is null ? field.Title.Equals(title?.Trim(), StringComparison.OrdinalIgnoreCase) : field.FieldId == id);
        if (field is null)
        {
            item.Fail(id is null ? "key" : "id", "This workspace has no such custom field.");
            return;
        }

        var fault = item.Find("value") is not { } value ? change.SetCustom(field, null)
            : value.ValueKind == JsonValueKind.String ? change.SetCustom(field, value.GetString())
            : value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? change.SetCustom(field, value.GetRawText())
            : "must be text or a number";
        Fail(item, "value", field.Title, fault);
    }

    private static void Fail(Fields fields, string member, string name, string? fault)
    {
        if (fault is not null)
        {
            fields.Fail(member, $"{name} {fault}.");
        }
    }
}
