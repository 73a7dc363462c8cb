using static Postrider.IntegrationTests.Actions.AccountBodies;

namespace Postrider.IntegrationTests.Actions;

/// <summary>What a stranger asks with the ids of another workspace, be they in the path or in the body.</summary>
internal static class StrangerCases
{
    private const string Sends = "/v3/contacts/{id}/send-direct-";
    private const string Threads = "/v3/inbox/threads";
    private const string Rules = "/v3/contact-blacklist-rules/";

    /// <summary>The calls that have a body, or a query. Those without have their case in their path.</summary>
    public static IReadOnlyList<Call> WithBody { get; } =
    [
        new("GET /v3/contacts", (own, their) => null) { Query = their => $"?email={their.Mail}" },
        new("GET /v3/contacts", (own, their) => null) { Query = their => $"?linkedIn=linkedin.com/in/connected-{their.Mark}" },
        new("POST /v3/contacts/filter", (own, their) => new { searchTerm = their.Mark }),
        new("POST /v3/contacts/filter", (own, their) => new { listId = their.List }),
        new("POST /v3/contacts/filter", (own, their) => new { rules = new[] { new { property = "id", condition = "equals", value = their.Contact } } }),
        new("POST /v3/contacts/filter", (own, their) => new { rules = new[] { new { property = their.Mark, condition = "isNotEmpty" } } }),
        new("POST /v3/email-accounts/filter", (own, their) => new { email = $"box@{their.Mark}.example" }),
        new("POST /v3/email-accounts/filter", (own, their) => new { tags = new[] { their.Mark } }),
        new("POST /v3/inbox/threads/filter", (own, their) => new { search = their.Mark }),
        new("POST /v3/inbox/threads/filter", (own, their) => new { categoryIds = new[] { their.Category } }),
        new("POST /v3/inbox/threads/filter", (own, their) => new { emailAccountIds = new[] { their.Mailbox }, linkedInAccountIds = new[] { their.Profile } }),

        .. Both($"POST {Sends}email", (own, their) => new { subject = "A", body = "<p>A</p>", emailAccountId = their.Mailbox }),
        .. Both($"POST {Sends}linkedin-connect", (own, their) => new { linkedInAccountId = their.Profile }),
        .. Both($"POST {Sends}linkedin-inmail", (own, their) => new { linkedInAccountId = their.Profile, subject = "A", body = "A" }),
        .. Both($"POST {Sends}linkedin-message", (own, their) => new { linkedInAccountId = their.Profile, message = "A" }),
        .. Both($"POST {Sends}linkedin-voice", (own, their) => new { linkedInAccountId = their.Profile, voiceAttachmentId = own.Voice }),
        .. Both($"POST {Sends}linkedin-voice", (own, their) => new { linkedInAccountId = own.Profile, voiceAttachmentId = their.Voice }),
        .. Both($"POST {Sends}linkedin-ai-voice", (own, their) => new { linkedInAccountId = their.Profile, script = "A" }),
        new("POST /v3/attachments/voice", (own, their) => Uploads.Wav(1)),
        new("POST /v3/attachments", (own, their) => new byte[] { 1 }),

        new("POST /v3/contacts", (own, their) => new { firstName = "A", email = their.Mail, linkedInUrl = $"https://www.linkedin.com/in/connected-{their.Mark}" }),
        new("POST /v3/contacts", (own, their) => new { firstName = "A", customFields = new[] { new { id = their.Field, value = "A" } } }),
        .. Both("PATCH /v3/contacts/{id}", (own, their) => new { title = "A" }),
        new("PATCH /v3/contacts/{id}", (own, their) => new { customFields = new[] { new { id = their.Field, value = "A" } } }) { OnOwn = true },
        new("POST /v3/contacts/import", (own, their) => new { items = new[] { new { firstName = "A", email = their.Mail } }, options = new { overwriteExisting = true, listIds = new[] { their.List } } }),
        new("POST /v3/contacts/bulk-delete", (own, their) => new { ids = new[] { their.Contact } }),
        .. Both("POST /v3/contacts/{id}/notes", (own, their) => new { notes = "A" }),
        new("POST /v3/contact-lists", (own, their) => new { name = their.Mark }),
        new("PUT /v3/contact-lists/{id}", (own, their) => new { name = "A", isShared = true }),
        new("POST /v3/contact-lists/{id}/add-contacts", (own, their) => new { contactIds = new[] { own.Contact } }),
        new("POST /v3/contact-lists/{id}/add-contacts", (own, their) => new { contactIds = new[] { their.Contact } }) { OnOwn = true },
        new("POST /v3/contact-lists/{id}/move-contacts", (own, their) => new { contactIds = new[] { own.Contact } }),
        new("POST /v3/contact-lists/{id}/move-contacts", (own, their) => new { contactIds = new[] { their.Contact } }) { OnOwn = true },
        new("POST /v3/custom-fields", (own, their) => new { title = their.Mark, fieldType = "number" }),
        new("PUT /v3/custom-fields/{id}", (own, their) => new { title = "A", fieldType = "text" }),
        .. OfRules("domains", their => their.Domain, mark => $"{mark}.example"),
        .. OfRules("emails", their => their.Email, mark => $"rule@{mark}.example"),
        .. OfRules("email-exceptions", their => their.Exception, mark => $"fine@{mark}.example"),

        new($"POST {Mailboxes}", (own, their) => new { connection = new { email = $"box@{their.Mark}.example", smtpHost = "127.0.0.1", smtpPort = 9, smtpSsl = false } }),
        new($"PATCH {Mailboxes}/{{id}}", (own, their) => new { signature = new { signature = "A" }, tags = new[] { "A" } }),
        new($"POST {Mailboxes}/{{id}}/tags", (own, their) => new { tags = new[] { "A" } }),
        new($"DELETE {Mailboxes}/{{id}}/tags", (own, their) => new { tags = new[] { their.Mark } }),
        new($"POST {Mailboxes}/bulk-delete", (own, their) => new { ids = new[] { their.Mailbox } }),
        new($"PUT {Mailboxes}/tags/{{tagId}}", (own, their) => new { name = "B" }),
        new($"POST {Profiles}/bulk-delete", (own, their) => new { ids = new[] { their.Profile }, force = true }),
        new($"PUT {Profiles}/{{id}}/limits", (own, their) => new { limitsMode = "fixed", fixedMax = new { dailySendMessageCount = 1 } }),
        new($"PUT {Profiles}/{{id}}/revoke-settings", (own, their) => new { enabled = false }),

        .. Both($"POST {Threads}/{{id}}/messages", (own, their) => new { message = "A", attachmentIds = new[] { their.File } }),
        new($"POST {Threads}/{{id}}/messages", (own, their) => new { message = "A" }),
        new($"PUT {Threads}/{{id}}/category", (own, their) => new { categoryId = own.Category }),
        new($"PUT {Threads}/{{id}}/category", (own, their) => new { categoryId = (long?)null }),
        new($"PUT {Threads}/{{id}}/category", (own, their) => new { categoryId = their.Category }) { OnOwn = true },
        new($"PUT {Threads}/{{id}}/meeting-intent", (own, their) => new { hasMeetingIntent = true }),
        new($"POST {Threads}/mark-as-read", (own, their) => new { threadIds = new[] { own.Thread, their.Thread } }),
        new($"POST {Threads}/mark-as-unread", (own, their) => new { threadIds = new[] { own.Thread, their.Thread } }),
        new($"POST {Threads}/bulk-delete", (own, their) => new { threadIds = new[] { their.Thread } }),
        new($"POST {Threads}/categories", (own, their) => new { name = their.Mark }),
        new($"PUT {Threads}/categories/{{id}}", (own, their) => new { name = "A" }),
        new($"POST {Threads}/categories/{{id}}/thread-links/bulk", (own, their) => new { threadIds = new[] { own.Thread } }),
        new($"POST {Threads}/categories/{{id}}/thread-links/bulk", (own, their) => new { threadIds = new[] { their.Thread } }) { OnOwn = true },
        new($"POST {Threads}/categories/{{id}}/thread-links/bulk-delete", (own, their) => new { threadIds = new[] { own.Thread } }),
        new($"POST {Threads}/categories/{{id}}/thread-links/bulk-delete", (own, their) => new { threadIds = new[] { their.Thread } }) { OnOwn = true },
    ];

    private static Call[] Both(string operation, Func<Belongings, Belongings, object?> body) => [new(operation, body), new(operation, body) { OnOwn = true }];

    private static Call[] OfRules(string family, Func<Belongings, long> id, Func<string, string> pattern) =>
    [
        new($"POST {Rules}{family}", (own, their) => new { pattern = pattern(their.Mark) }),
        new($"PUT {Rules}{family}/{{id}}", (own, their) => new { pattern = pattern("other") }),
        new($"POST {Rules}{family}/bulk", (own, their) => new[] { new { pattern = pattern(their.Mark) }, new { pattern = pattern("further") } }),
        new($"POST {Rules}{family}/bulk-delete", (own, their) => new { ids = new[] { id(their) } }),
    ];

    /// <summary>One call.</summary>
    /// <param name="Operation">The method and the path, as the document has them.</param>
    /// <param name="Body">The body, of what is the caller's own and of what is not. Bytes are uploaded.</param>
    public sealed record Call(string Operation, Func<Belongings, Belongings, object?> Body)
    {
        /// <summary>Whether the path names what is the caller's own.</summary>
        public bool OnOwn { get; init; }

        public Func<Belongings, string> Query { get; init; } = _ => "";
    }
}
