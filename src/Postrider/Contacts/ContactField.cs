namespace Postrider.Contacts;

/// <summary>What a contact holds as text. The order is that of the store's columns.</summary>
public enum ContactField
{
    Email,
    FirstName,
    LastName,
    Title,
    Company,
    City,
    State,
    Country,
    Industry,
    Notes,
    TimeZoneId,
    Phone,
    Phone2,
    CompanySize,
    LinkedInUrl,
    LinkedInSalesNavigatorUrl,
    LinkedInRecruiterUrl,
    CallStatus,
    MeetingStatus,
}

public static class ContactFields
{
    public static IReadOnlyList<ContactField> All { get; } = Enum.GetValues<ContactField>();

    /// <summary>What the field holds when nobody said anything; of the two statuses a word, of all others nothing.</summary>
    public static string? Blank(ContactField field) => field is ContactField.CallStatus or ContactField.MeetingStatus ? "none" : null;
}
