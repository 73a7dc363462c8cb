namespace Postrider.Contacts;

/// <summary>What was sent of a contact, checked and in the form that is kept. A field that is there with null was sent to be emptied.</summary>
public sealed class ContactChange
{
    public Dictionary<ContactField, string?> Fields { get; } = [];

    /// <summary>By the fields' ids.</summary>
    public Dictionary<long, string?> CustomFields { get; } = [];

    public bool? OptedOut { get; set; }

    public string? Email => Fields.GetValueOrDefault(ContactField.Email);

    public string? MailAddress => Email is { } email ? RecipientAddress.Mail(email) : null;

    /// <summary>Null when the text will do, else why not.</summary>
    public string? Set(ContactField field, string? text)
    {
        var fault = ContactCheck.Normalize(field, text, out var value);
        if (fault is null)
        {
            Fields[field] = value;
        }

        return fault;
    }

    /// <summary>Null when the value will do, else why not.</summary>
    public string? SetCustom(CustomField field, string? text)
    {
        var fault = ContactCheck.NormalizeCustom(field, text, out var value);
        if (fault is null)
        {
            CustomFields[field.FieldId] = value;
        }

        return fault;
    }
}
