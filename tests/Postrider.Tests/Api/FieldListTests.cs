using System.Text.Json.Nodes;
using Xunit;

namespace Postrider.Tests.Api;

/// <summary>
/// The other answers and bodies of the Actions API have the members that its clients know, of these types; a trailing question
/// mark: or null. In an answer all of them are always there, but for the optional ones that are named.
/// </summary>
public sealed class FieldListTests
{
    private const string Texts = "email string?, firstName string?, lastName string?, title string?, company string?, city string?, state string?, country string?, industry string?, notes string?, timeZoneId string?, phone string?, companySize string?, linkedInUrl string?, linkedInSalesNavigatorUrl string?, linkedInRecruiterUrl string?";

    /// <summary>Members that clients do not know from elsewhere, each with the reason for it.</summary>
    private static readonly Dictionary<string, string> _own = new()
    {
        ["Contact.phone2"] = "clients write it, so they must be able to read it back",
        ["FilteredContacts.isTotalCountExact"] = "counting stops at a bound, and a bound must not pass for a count",
        ["ContactStatuses.contactId"] = "the contact's id, whose name was never told",
        ["ContactStatuses.sequences"] = "the list by sequence, whose name was never told; always empty",
        ["ContactList.id"] = "lists were told by what is written; whoever makes one needs its id",
        ["ContactList.contactsCount"] = "how large a list is, without reading all of it",
        ["ThreadFilter.bucket"] = "the bucket's values are known, the member's name is not",
        ["ThreadFilter.emailAccountIds"] = "further lists of ids are known to exist, their names are not",
        ["ThreadFilter.linkedInAccountIds"] = "further lists of ids are known to exist, their names are not",
        ["ThreadFilter.categoryIds"] = "further lists of ids are known to exist, their names are not",
        ["Thread.aiDraft"] = "a draft that waits, whose name was never told; always null",
        ["ThreadMessage.aiOrigin"] = "where an AI's text came from, whose name was never told; always null",
        ["ThreadCategory.id"] = "categories were told by what is written; whoever makes one needs its id",
        ["WhoAmI.teamId"] = "clients read it where it is there",
        ["TeamUser.userId"] = "so that a client finds itself in the list",
    };

    /// <summary>Members that clients know and this server leaves out, each with the reason for it.</summary>
    private static readonly Dictionary<string, string> _lacking = new()
    {
        ["Problem.errorCode"] = "the old numbers; clients of today branch on code",
        ["Problem.teams"] = "of refusals that need several teams, and a workspace is one",
    };

    [Theory]
    [InlineData("SentEmail", "status string, messageId string?")]
    [InlineData("SentLinkedIn", "actionType string, linkedInActivityId integer, sentAtUtc date-time?")]
    [InlineData("VoiceAttachment", "id integer, fileName string, lengthInSeconds integer")]
    [InlineData("FileAttachment", "id integer, fileName string, size integer")]
    [InlineData("WhoAmI", "userId integer, username string")]
    [InlineData("TeamUser", "teamId integer, teamName string")]
    [InlineData("Problem", "type string, title string, status integer, detail string, code string, errors object[], errorCode integer, teams object[]", "errors")]
    [InlineData("Problem/errors/items", "pointer string, detail string")]
    [InlineData("Failures/*", "error string, errorDetails string?")]
    [InlineData("Contact", "id integer, ownerUserId integer, accountId null, domain string?, phoneStatus string?, isOptedOut boolean, callStatus string, meetingStatus string, addingDate date-time, createdAt string, lastModifiedAt string, customFields CustomValue[], sequences object[], lists ContactListName[], " + Texts)]
    [InlineData("CustomValue", "key string, value string")]
    [InlineData("ContactListName", "listId integer, listName string, isShared boolean")]
    [InlineData("ContactPage", "items Contact[], hasMore boolean")]
    [InlineData("FilteredContacts", "items Contact[], hasMore boolean, totalCount integer")]
    [InlineData("ContactStatuses", "isOptedOut boolean, callStatus string, meetingStatus string")]
    [InlineData("ImportAnswer", "items object[], added integer, updated integer, skipped integer, failed integer")]
    [InlineData("ImportAnswer/items/items", "id integer?, status string, error string?, skipReason string", "skipReason")]
    [InlineData("ContactList", "name string, isShared boolean")]
    [InlineData("CustomField", "id integer, title string, fieldType string, metadata string?, orgWide boolean")]
    [InlineData("BlacklistRule", "id integer, pattern string, isGlobal boolean")]
    [InlineData("ThreadSummary", "id integer, channel string, isRead boolean, subject string?, bodyPreview string, lastActivityDate date-time, isLastMessagePlanned boolean, contact ThreadContact, sequence null, category ThreadLink?, hasMeetingIntent boolean, status object")]
    [InlineData("ThreadSummary/status", "state string")]
    [InlineData("ThreadLink", "id integer, name string")]
    [InlineData("Thread", "id integer, channel string, contact ThreadContact, messages ThreadMessage[], emailAccountId integer?, linkedInAccountId integer?, sequence null, category ThreadLink?, hasMeetingIntent boolean, isRead boolean")]
    [InlineData("ThreadContact", "id integer?, ownerId integer?, fullName string?, email string?, linkedInProfileUrl string?, phone string?, companyName string?, title string?, isDeleted boolean")]
    [InlineData("ThreadMessage", "channel string, date date-time, subject string?, body string, fromName string?, fromAddress string, to string[], cc array?, bcc array?, isOutbound boolean, status object?")]
    [InlineData("ThreadMessage/status/oneOf", "state string, code string?, occurredAt date-time")]
    [InlineData("ThreadCategory", "name string, color string?")]
    [InlineData("BackgroundJob", "jobId string, status string, category string, startedAt date-time?, finishedAt date-time?, progress number, jsonData string, jsonDataResult string?")]
    public void An_answer_has_these_members_and_always(string place, string members, string optional = "")
    {
        var schema = DocumentedSchemas.At(place);
        Assert.Equal(Expected(place, members), Members(schema));
        var sometimes = optional.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Names(schema).Except(sometimes).Order(StringComparer.Ordinal), DocumentedSchemas.Required(schema).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ContactChange", "ownerUserId integer, isOptedOut boolean, callStatus string?, meetingStatus string?, customFields object[], phone2 string?, " + Texts)]
    [InlineData("ContactChange/customFields/items", "id integer, key string, name string, value string|number?")]
    [InlineData("ThreadFilter", "search string, ownerUserId integer, sequenceIds integer[], channels string[], onlyWithMeetingIntent boolean, from date-time, to date-time")]
    [InlineData("post /contacts/{id}/send-direct-email", "subject string, body string, emailAccountId integer?", "subject body")]
    [InlineData("post /contacts/{id}/send-direct-linkedin-connect", "linkedInAccountId integer, message string?", "linkedInAccountId")]
    [InlineData("post /contacts/{id}/send-direct-linkedin-inmail", "linkedInAccountId integer, subject string, body string", "linkedInAccountId subject body")]
    [InlineData("post /contacts/{id}/send-direct-linkedin-message", "linkedInAccountId integer, message string", "linkedInAccountId message")]
    [InlineData("post /contacts/{id}/send-direct-linkedin-voice", "linkedInAccountId integer, voiceAttachmentId integer", "linkedInAccountId voiceAttachmentId")]
    [InlineData("post /contacts/{id}/send-direct-linkedin-ai-voice", "linkedInAccountId integer, script string", "linkedInAccountId script")]
    [InlineData("post /attachments/voice", "file string", "file")]
    [InlineData("post /attachments", "file string", "file")]
    [InlineData("post /contacts/{id}/notes", "notes string", "notes")]
    [InlineData("post /contacts/bulk-delete", "ids integer[]", "ids")]
    [InlineData("post /contact-lists", "name string, isShared boolean", "name")]
    [InlineData("put /contact-lists/{id}", "name string, isShared boolean", "name")]
    [InlineData("post /contact-lists/{id}/add-contacts", "contactIds integer[]", "contactIds")]
    [InlineData("post /custom-fields", "title string, fieldType string, metadata string?, orgWide boolean", "title fieldType")]
    [InlineData("put /custom-fields/{id}", "title string, fieldType string, metadata string?, orgWide boolean", "title fieldType")]
    [InlineData("post /contact-blacklist-rules/domains", "pattern string", "pattern")]
    [InlineData("put /contact-blacklist-rules/emails/{id}", "pattern string", "pattern")]
    [InlineData("post /inbox/threads/{id}/messages", "channel string, message string, attachmentIds integer[], cc string[], bcc string[], applySignature boolean", "message")]
    [InlineData("put /inbox/threads/{id}/category", "categoryId integer?", "categoryId")]
    [InlineData("put /inbox/threads/{id}/meeting-intent", "hasMeetingIntent boolean", "hasMeetingIntent")]
    [InlineData("post /inbox/threads/mark-as-read", "threadIds integer[]", "threadIds")]
    [InlineData("post /inbox/threads/categories", "name string, color string?", "name")]
    public void A_body_has_these_members_and_requires_some(string place, string members, string required = "")
    {
        var schema = DocumentedSchemas.At(place);
        Assert.Equal(Expected(place, members), Members(schema));
        Assert.Equal(required.Split(' ', StringSplitOptions.RemoveEmptyEntries), DocumentedSchemas.Required(schema));
    }

    [Fact]
    public void No_member_of_ours_is_named_that_is_not_there()
    {
        Assert.All(_own.Keys, name => Assert.Contains(name.Split('.')[1], Names(DocumentedSchemas.At(name.Split('.')[0]))));
        Assert.All(_lacking.Keys, name => Assert.DoesNotContain(name.Split('.')[1], Names(DocumentedSchemas.At(name.Split('.')[0]))));
    }

    private static IEnumerable<string> Names(JsonNode schema) => schema["properties"]!.AsObject().Select(member => member.Key);

    // By name, so that a list may stand in the order in which clients know it. What is ours alone has no type here.
    private static IEnumerable<string> Members(JsonNode schema) =>
        schema["properties"]!.AsObject().Select(member => $"{member.Key} {DocumentedSchemas.Type(member.Value!)}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Expected(string place, string members)
    {
        var known = members.Split(", ").Where(member => !_lacking.ContainsKey($"{place}.{member.Split(' ')[0]}"));
        var own = _own.Keys.Where(name => name.StartsWith(place + ".", StringComparison.Ordinal)).Select(name => name.Split('.')[1]).Where(name => known.All(member => member.Split(' ')[0] != name));
        return known.Concat(own.Select(name => $"{name} {DocumentedSchemas.Type(DocumentedSchemas.At(place)["properties"]![name]!)}")).Order(StringComparer.Ordinal);
    }
}
