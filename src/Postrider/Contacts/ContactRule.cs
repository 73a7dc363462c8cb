namespace Postrider.Contacts;

/// <summary>What becomes of a contact when something is sent of it.</summary>
public static class ContactRule
{
    /// <summary>A creation blanks what was not sent. An opt-out stays unless the opposite was said.</summary>
    public static Contact Create(Contact? known, ContactChange change) => Changed(
        new Contact { ContactId = known?.ContactId ?? 0, CreatedAt = known?.CreatedAt ?? default, OptedOut = known?.OptedOut ?? false, Lists = known?.Lists ?? [] }, change);

    /// <summary>Only what was sent changes.</summary>
    public static Contact Change(Contact known, ContactChange change) => Changed(known, change);

    /// <summary>Of a known contact an import fills only what is empty, unless it may overwrite; an empty value never takes anything away.</summary>
    public static ImportedContact Import(Contact? known, ContactChange change, ImportOptions options)
    {
        // A known contact that has a first name does not need another.
        if (change.Fields.GetValueOrDefault(ContactField.FirstName) is null && known?[ContactField.FirstName] is null)
        {
            return new ImportedContact(ImportStatus.Failed, known?.ContactId, null) { Fault = "firstName is required." };
        }

        if (known is not null && options.SkipExisting)
        {
            return new ImportedContact(ImportStatus.Skipped, known.ContactId, null) { SkipReason = "contactExists" };
        }

        var contact = known ?? new Contact();
        contact = contact.With(change.Fields.Where(field => field.Value is not null && (options.OverwriteExisting || contact[field.Key] == ContactFields.Blank(field.Key))));
        var custom = change.CustomFields.Where(field => field.Value is not null && (options.OverwriteExisting || !contact.CustomFields.ContainsKey(field.Key)));
        contact = contact with { CustomFields = Merged(contact.CustomFields, custom), OptedOut = contact.OptedOut || change.OptedOut == true };
        if (options.DetectTimeZone && contact[ContactField.TimeZoneId] is null && ZoneGuess.Of(contact) is { } zone)
        {
            contact = contact.With([new(ContactField.TimeZoneId, zone)]);
        }

        return new ImportedContact(known is null ? ImportStatus.Created : ImportStatus.Updated, known?.ContactId, contact);
    }

    private static Contact Changed(Contact contact, ContactChange change) => contact.With(change.Fields) with
    {
        CustomFields = Merged(contact.CustomFields, change.CustomFields),
        OptedOut = change.OptedOut ?? contact.OptedOut,
    };

    private static Dictionary<long, string> Merged(IReadOnlyDictionary<long, string> known, IEnumerable<KeyValuePair<long, string?>> sent)
    {
        var merged = new Dictionary<long, string>(known);
        foreach (var (id, value) in sent)
        {
            merged.Remove(id);
            if (value is not null)
            {
                merged.Add(id, value);
            }
        }

        return merged;
    }
}
