using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Postrider.Contacts;
using Postrider.Postgres.Schema;

namespace Postrider.Postgres.Storage;

/// <summary>How contacts lie in their table.</summary>
internal static class ContactRows
{
    // After the fields come six more columns; the arrays of the fields begin behind the other parameters of "write".
    private const int FirstArray = 8;

    private static readonly string[] _names = [.. ContactFields.All.Select(Column)];
    private static readonly int _fields = ContactFields.All.Count;

    /// <summary>What every statement that reads contacts selects.</summary>
    public static string Columns { get; } =
        $"c.contact_id, {string.Join(", ", _names.Select(name => $"c.{name}"))}, c.opted_out, c.custom_fields, c.created_at, c.updated_at";

    public static string Column(ContactField field) => field switch
    {
        ContactField.Email => "email",
        ContactField.FirstName => "first_name",
        ContactField.LastName => "last_name",
        ContactField.Title => "title",
        ContactField.Company => "company",
        ContactField.City => "city",
        ContactField.State => "state",
        ContactField.Country => "country",
        ContactField.Industry => "industry",
        ContactField.Notes => "notes",
        ContactField.TimeZoneId => "time_zone",
        ContactField.Phone => "phone",
        ContactField.Phone2 => "phone2",
        ContactField.CompanySize => "company_size",
        ContactField.LinkedInUrl => "linkedin_url",
        ContactField.LinkedInSalesNavigatorUrl => "linkedin_sales_url",
        ContactField.LinkedInRecruiterUrl => "linkedin_recruiter_url",
        ContactField.CallStatus => "call_status",
        ContactField.MeetingStatus => "meeting_status",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    /// <summary>Puts the columns into a statement of <c>contact.sql</c>.</summary>
    public static string Fill(string sql) => sql
        .Replace("{columns}", Columns, StringComparison.Ordinal)
        .Replace("{names}", string.Join(", ", _names), StringComparison.Ordinal)
        .Replace("{written}", string.Join(", ", _names.Select(name => $"u.{name}")), StringComparison.Ordinal)
        .Replace("{excluded}", string.Join(", ", _names.Select(name => $"excluded.{name}")), StringComparison.Ordinal)
        .Replace("{arrays}", string.Join(", ", Enumerable.Range(FirstArray, _fields).Select(number => $"${number}::text[]")), StringComparison.Ordinal);

    /// <summary>One column per field, from <paramref name="at"/> on, in the order of <see cref="Columns"/>.</summary>
    public static Contact Read(NpgsqlDataReader reader, int at = 0)
    {
        var custom = reader.TextOrNull(at + _fields + 2);
        return new Contact
        {
            ContactId = reader.GetInt64(at),
            OptedOut = reader.GetBoolean(at + _fields + 1),
            CustomFields = custom is null ? new Dictionary<long, string>() : JsonSerializer.Deserialize(custom, ContactJson.Default.DictionaryInt64String)!,
            CreatedAt = reader.At(at + _fields + 3),
            UpdatedAt = reader.At(at + _fields + 4),
        }.With(ContactFields.All.Select((field, index) => KeyValuePair.Create(field, reader.TextOrNull(at + 1 + index))));
    }

    public static void AddWrite(Batch batch, string sql, WorkspaceId workspace, IReadOnlyCollection<Contact> contacts, DateTimeOffset now)
    {
        var write = batch.Add(sql)
            .With(workspace.Value)
            .With(contacts.Select(contact => contact.ContactId).ToArray())
            .With(Instant.ToStore(now))
            .With(contacts.Select(contact => contact.OptedOut).ToArray())
            .WithSparse(contacts.Select(contact => contact.CustomFields.Count == 0 ? null : JsonSerializer.Serialize(new Dictionary<long, string>(contact.CustomFields), ContactJson.Default.DictionaryInt64String)).ToArray())
            .WithSparse(contacts.Select(contact => contact.MailAddress).ToArray())
            .With(contacts.Select(SearchText.Of).ToArray());
        foreach (var field in ContactFields.All)
        {
            write.WithSparse(contacts.Select(contact => contact[field]).ToArray());
        }
    }
}

[JsonSerializable(typeof(Dictionary<long, string>))]
internal sealed partial class ContactJson : JsonSerializerContext;
