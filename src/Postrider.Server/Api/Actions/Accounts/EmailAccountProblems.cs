namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Refusals about mailboxes that send.</summary>
internal static class EmailAccountProblems
{
    public static readonly Problem NotFound = new(404, "emailAccount.notFound", "There is no such email account. GET /v3/email-accounts lists those of this workspace.");
    public static readonly Problem InvalidInput = new(400, "emailAccount.invalidInput", "The request names something that cannot be; see errors.");
    public static readonly Problem SignInNotConfigured = new(400, "emailAccount.signInNotConfigured", "This server has no registration of its own at this sign-in service. Whoever runs it sets one, or you connect the mailbox with your own by POST /api/v1/connect/accounts.");
    public static readonly Problem TagNotFound = new(404, "emailAccount.tagNotFound", "There is no such tag. GET /v3/email-accounts/tags lists those of this workspace.");
    public static readonly Problem TagExists = new(409, "emailAccount.tagExists", "Another tag has this name already.");
}
