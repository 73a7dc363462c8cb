using System.Globalization;
using System.Text.Json;
using Postrider.Contacts;

namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>A contact as this dialect writes it.</summary>
internal sealed class ContactWire(WorkspaceId workspace, IReadOnlyList<CustomField> customFields)
{
    private const string WithoutZone = "yyyy-MM-dd'T'HH:mm:ss.fff";

    public void Write(Utf8JsonWriter writer, Contact contact)
    {
        writer.WriteNumber("id"u8, contact.ContactId);
        writer.WriteNumber("ownerUserId"u8, workspace.Value);
        writer.WriteNull("accountId"u8);
        foreach (var field in ContactFields.All)
        {
            writer.WriteString(ContactReader.Name(field), contact[field]);
        }

        writer.WriteString("domain"u8, contact.Domain);
        writer.WriteString("phoneStatus"u8, contact[ContactField.Phone] is null ? null : "notValidated");
        writer.WriteBoolean("isOptedOut"u8, contact.OptedOut);
        writer.WriteTime("addingDate", contact.CreatedAt);
        writer.WriteString("createdAt"u8, contact.CreatedAt.UtcDateTime.ToString(WithoutZone, CultureInfo.InvariantCulture));
        writer.WriteString("lastModifiedAt"u8, contact.UpdatedAt.UtcDateTime.ToString(WithoutZone, CultureInfo.InvariantCulture));
        writer.WriteStartArray("customFields"u8);
        foreach (var field in customFields)
        {
            if (contact.CustomFields.TryGetValue(field.FieldId, out var value))
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, field.Title);
                writer.WriteString("value"u8, value);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("sequences"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("lists"u8);
        foreach (var list in contact.Lists)
        {
            writer.WriteStartObject();
            WriteList(writer, list);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteList(Utf8JsonWriter writer, ContactListName list)
    {
        writer.WriteNumber("listId"u8, list.ListId);
        writer.WriteString("listName"u8, list.Name);
        writer.WriteBoolean("isShared"u8, list.Shared);
    }
}
