namespace Postrider.Contacts;

/// <summary>A person whom we may reach, with all addresses known of them.</summary>
public sealed record Contact
{
    private readonly string?[] _fields = [.. ContactFields.All.Select(ContactFields.Blank)];

    public long ContactId { get; init; }

    public bool OptedOut { get; init; }

    /// <summary>By the fields' ids.</summary>
    public IReadOnlyDictionary<long, string> CustomFields { get; init; } = new Dictionary<long, string>();

    public IReadOnlyList<ContactListName> Lists { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string? this[ContactField field]
    {
        get => _fields[(int)field];
        init => _fields[(int)field] = value;
    }

    public string? FullName => Joined(this[ContactField.FirstName], this[ContactField.LastName]);

    /// <summary>What stands behind the @ of the mail address.</summary>
    public string? Domain => this[ContactField.Email] is { } email ? email[(email.LastIndexOf('@') + 1)..].ToLowerInvariant() : null;

    /// <summary>The normal form of the mail address, which no two contacts of a workspace share.</summary>
    public string? MailAddress => this[ContactField.Email] is { } email ? RecipientAddress.Mail(email) : null;

    /// <summary>All ways to the contact, each once, in the form that jobs and suppressions have.</summary>
    public IReadOnlyList<string> Addresses()
    {
        string?[] known =
        [
            MailAddress,
            this[ContactField.LinkedInUrl] is { } page ? RecipientAddress.LinkedIn(page) : null,
            this[ContactField.Phone] is { } phone ? RecipientAddress.Phone(phone) : null,
            this[ContactField.Phone2] is { } other ? RecipientAddress.Phone(other) : null,
        ];
        return [.. known.OfType<string>().Distinct()];
    }

    /// <summary>The same contact with these fields; the others stay.</summary>
    public Contact With(IEnumerable<KeyValuePair<ContactField, string?>> fields)
    {
        var changed = new Contact(this);
        foreach (var (field, value) in fields)
        {
            changed._fields[(int)field] = value ?? ContactFields.Blank(field);
        }

        return changed;
    }

    private Contact(Contact original)
    {
        _fields = [.. original._fields];
        ContactId = original.ContactId;
        OptedOut = original.OptedOut;
        CustomFields = original.CustomFields;
        Lists = original.Lists;
        CreatedAt = original.CreatedAt;
        UpdatedAt = original.UpdatedAt;
    }

    public Contact()
    {
    }

    private static string? Joined(string? first, string? last) => first is null ? last : last is null ? first : $"{first} {last}";
}

/// <summary>A list that a contact is on.</summary>
public sealed record ContactListName(long ListId, string Name, bool Shared);
