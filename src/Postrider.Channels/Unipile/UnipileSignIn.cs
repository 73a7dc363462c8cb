using System.Text.Json.Nodes;

namespace Postrider.Channels.Unipile;

/// <summary>Asks Unipile for a page where a person signs an account in, for the first time or again.</summary>
internal sealed class UnipileSignIn(UnipileApi api)
{
    public async Task<RequestedPage> RequestAsync(DriverAccount account, SignInPlan plan, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if (unipile.PlaceObjection is not null)
        {
            return new RequestedPage(null);
        }

        var body = new JsonObject
        {
            ["type"] = unipile.FarId.Length == 0 ? "create" : "reconnect",
            ["api_url"] = unipile.Place,
            ["expiresOn"] = $"{plan.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}",
            ["name"] = plan.Name,
            ["notify_url"] = plan.Callback,
            ["success_redirect_url"] = plan.Page,
            ["failure_redirect_url"] = $"{plan.Page}?failed",
        };
        if (unipile.FarId.Length == 0)
        {
            body["providers"] = new JsonArray(account.Account.Channel.ToUpperInvariant());
        }
        else
        {
            body["reconnect_account"] = unipile.FarId;
        }

        var answer = await api.PostAsync(unipile, "/hosted/accounts/link", UnipileApi.Json(body), cancellationToken);
        return answer.Status == 0 ? new RequestedPage(null, $"{UnipileFault.FarSide} was not reached: {answer.Words}")
            : UnipileFault.Of(answer) is { } fault ? new RequestedPage(null, fault.Refusal.Meaning == RefusalMeaning.WrongKey ? null : fault.Words)
            : UnipileJson.Parse(answer.Body)?.Text("url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Scheme is "https" or "http" ? new RequestedPage(page.AbsoluteUri)
            : new RequestedPage(null, $"{unipile.Place} does not answer as {UnipileFault.FarSide} does.");
    }
}
