namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>Refusals about LinkedIn profiles that send.</summary>
internal static class LinkedInAccountProblems
{
    public static readonly Problem NotFound = new(404, "linkedInAccount.notFound", "There is no such LinkedIn account. GET /v3/linkedin-accounts lists those of this workspace.");
    public static readonly Problem InvalidInput = new(400, "linkedInAccount.invalidInput", "The request names something that cannot be; see errors.");
    public static readonly Problem SignInNotOffered = new(400, "linkedInAccount.connectionNotOffered", "No kind of LinkedIn account has a sign-in page here. Connect or reconnect one by POST /api/v1/connect/accounts; GET /api/v1/connect/kinds lists the kinds.");
    public static readonly Problem RevokeNotOffered = new(400, "linkedInAccount.revokeNotOffered", "Postrider does not take invitations back by itself, so this cannot be enabled.");
}
