namespace Postrider.Channels.Unipile;

/// <summary>Asks Unipile for a page where a person signs an account in, for the first time or again.</summary>
internal sealed class UnipileSignIn(UnipileApis apis)
{
    public async Task<RequestedPage> RequestAsync(DriverAccount account, SignInPlan plan, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if (unipile.PlaceObjection is not null)
        {
            return new RequestedPage(null);
        }

        var answer = await apis.Of(unipile).RequestPageAsync(unipile, plan, cancellationToken);
        return answer.Status == 0 ? new RequestedPage(null, $"{UnipileFault.FarSide} was not reached: {answer.Words}")
            : UnipileFault.Of(answer) is { } fault ? new RequestedPage(null, fault.Refusal.Meaning == RefusalMeaning.WrongKey ? null : fault.Words)
            : UnipileJson.Parse(answer.Body)?.Text("url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Scheme is "https" or "http" ? new RequestedPage(page.AbsoluteUri)
            : new RequestedPage(null, $"{unipile.Place} does not answer as {UnipileFault.FarSide} does.");
    }
}
