namespace Postrider.Server.Api.Actions.Contacts;

/// <summary>Refusals of what is asked of contacts, their lists, their fields and the rules for whom mail must not reach.</summary>
internal static class ContactProblems
{
    public static readonly Problem NotFound = new(404, "contact.notFound", "This workspace has no contact of that id.");
    public static readonly Problem InvalidInput = new(400, "contact.invalidInput", "Members of the body are wrong; errors tells which.");
    public static readonly Problem EmailTaken = new(409, "contact.emailTaken", "Another contact of this workspace has that mail address.");
    public static readonly Problem UserNotFound = new(404, "contact.userNotFound", "ownerUserId must be the userId that GET /v3/whoami answers.");
    public static readonly Problem ImportTooLarge = new(413, "contact.importTooLarge", "An import may have 100,000 items and 200 MB.");
    public static readonly Problem ListNotFound = new(404, "contactList.notFound", "This workspace has no list of contacts of that id.");
    public static readonly Problem ListTaken = new(409, "contactList.nameTaken", "This workspace has a list of that name already.");
    public static readonly Problem ListInvalid = new(400, "contactList.invalidInput", "Members of the body are wrong; errors tells which.");
    public static readonly Problem FieldNotFound = new(404, "customField.notFound", "This workspace has no custom field of that id.");
    public static readonly Problem FieldTaken = new(409, "customField.titleTaken", "This workspace has a custom field of that title, or 200 fields, already.");
    public static readonly Problem FieldInvalid = new(400, "customField.invalidInput", "Members of the body are wrong; errors tells which.");
    public static readonly Problem RuleNotFound = new(404, "contactBlacklistRule.notFound", "This workspace has no rule of that id in this family.");
    public static readonly Problem RuleTaken = new(409, "contactBlacklistRule.duplicate", "This workspace has that rule already.");
    public static readonly Problem RuleInvalid = new(400, "contactBlacklistRule.invalidInput", "pattern must be a domain, such as example.com, or a mail address, as the family says.");
}
