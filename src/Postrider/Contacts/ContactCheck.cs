using System.Collections.Frozen;
using System.Globalization;

namespace Postrider.Contacts;

/// <summary>Which text a field of a contact takes, and in which form it is kept. A fault is a sentence for whoever sent it.</summary>
public static class ContactCheck
{
    public const int LongestCustomValue = 1000;

    public static IReadOnlyList<string> CompanySizes { get; } =
        ["empty", "selfEmployed", "ten", "fifty", "twoHundred", "fiveHundred", "oneThousand", "fiveThousand", "tenThousand", "overTenThousand"];

    public static IReadOnlyList<string> CallStatuses { get; } = ["none", "toCall", "called"];

    public static IReadOnlyList<string> MeetingStatuses { get; } = ["none", "meetingBooked"];

    private static readonly FrozenDictionary<string, string> _zones =
        TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append("UTC").Distinct(StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(id => id, StringComparer.OrdinalIgnoreCase);

    /// <summary>Blank text empties a field.</summary>
    /// <returns>Null when the text will do, else why not.</returns>
    public static string? Normalize(ContactField field, string? text, out string? value)
    {
        value = text?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            value = ContactFields.Blank(field);
            return null;
        }

        if (Plain(value, Longest(field), multiline: field == ContactField.Notes) is { } fault)
        {
            return fault;
        }

        return field switch
        {
            ContactField.Email => RecipientAddress.Mail(value) is null ? "must be a mail address" : null,
            ContactField.Phone or ContactField.Phone2 => Phone(ref value),
            ContactField.TimeZoneId => Among(ref value, _zones.GetValueOrDefault(value), "must be a time zone's IANA name, such as America/Los_Angeles"),
            ContactField.CompanySize => Among(ref value, CompanySizes),
            ContactField.CallStatus => Among(ref value, CallStatuses),
            ContactField.MeetingStatus => Among(ref value, MeetingStatuses),
            ContactField.LinkedInUrl => LinkedInPage(ref value),
            ContactField.LinkedInSalesNavigatorUrl or ContactField.LinkedInRecruiterUrl => LinkedInSite(value) ? null : "must be an address at linkedin.com",
            _ => null,
        };
    }

    /// <returns>Null when the text will do, else why not.</returns>
    public static string? NormalizeCustom(CustomField field, string? text, out string? value)
    {
        value = text?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            value = null;
            return null;
        }

        return field.IsNumber && !decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? "must be a number"
            : Plain(value, LongestCustomValue, multiline: true);
    }

    /// <summary>Text that PostgreSQL and people can read: no control characters, no halves of characters.</summary>
    public static string? Plain(string text, int longest, bool multiline)
    {
        if (text.Length > longest)
        {
            return $"must have at most {longest.ToString(CultureInfo.InvariantCulture)} characters";
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(c) || (char.IsControl(c) && !(multiline && c is '\n' or '\r' or '\t')))
            {
                return "must not have control characters or halves of characters";
            }
        }

        return null;
    }

    private static int Longest(ContactField field) => field switch
    {
        ContactField.Email => 254,
        ContactField.Notes => 10_000,
        ContactField.Phone or ContactField.Phone2 => 40,
        ContactField.LinkedInUrl or ContactField.LinkedInSalesNavigatorUrl or ContactField.LinkedInRecruiterUrl => 2048,
        ContactField.Title or ContactField.Company or ContactField.Industry => 200,
        _ => 100,
    };

    private static string? Phone(ref string? value)
    {
        var number = PhoneNumber.Normalize(value!);
        value = number ?? value;
        return number is null ? "must be a phone number with its country's code, such as +14155550100" : null;
    }

    // Without a scheme is how people copy it.
    private static string? LinkedInPage(ref string? value)
    {
        var page = value!.Contains("://", StringComparison.Ordinal) ? value : $"https://{value}";
        value = page;
        return RecipientAddress.LinkedIn(page) is null ? "must be the address of a person's page, such as https://www.linkedin.com/in/ann-lee" : null;
    }

    private static bool LinkedInSite(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && (address.IdnHost.Equals("linkedin.com", StringComparison.OrdinalIgnoreCase) || address.IdnHost.EndsWith(".linkedin.com", StringComparison.OrdinalIgnoreCase));

    private static string? Among(ref string? value, IReadOnlyList<string> words)
    {
        var given = value;
        return Among(ref value, words.FirstOrDefault(word => word.Equals(given, StringComparison.OrdinalIgnoreCase)), $"must be one of {string.Join(", ", words)}");
    }

    private static string? Among(ref string? value, string? found, string fault)
    {
        value = found ?? value;
        return found is null ? fault : null;
    }
}
