namespace Postrider.Channels.Unipile;

/// <summary>An account as its settings say.</summary>
/// <param name="Place">Where the API is, without its version.</param>
/// <param name="FarId">What Unipile calls the account.</param>
/// <param name="Type">The profile's subscription.</param>
internal sealed record UnipileAccount(string Place, string Key, string FarId, string Type)
{
    public const string Classic = "classic";

    public const int LongestId = 200;

    private const string Version = "/api/v1";

    /// <summary>LinkedIn's product that an InMail goes through, and by whose ids.</summary>
    public string Product => Type == UnipileKind.SalesNavigator ? "sales_navigator" : Classic;

    public static UnipileAccount Of(DriverAccount account)
    {
        var place = Text(UnipileKind.BaseUrl).TrimEnd('/');
        place = place.EndsWith(Version, StringComparison.OrdinalIgnoreCase) ? place[..^Version.Length] : place;
        return new UnipileAccount(
            place.Contains("://", StringComparison.Ordinal) ? place : $"https://{place}",
            account.Secrets.GetValueOrDefault(UnipileKind.ApiKey)?.Trim() ?? "",
            Text(UnipileKind.FarAccountId),
            Text(UnipileKind.AccountType) is { Length: > 0 } type ? type : UnipileKind.Premium);

        string Text(string name) => ((string?)account.Account.Settings[name] ?? "").Trim();
    }

    /// <summary>What speaks against asking anything with these settings; null: nothing.</summary>
    public string? Objection => PlaceObjection ?? (FarId.Length is 0 or > LongestId ? $"{UnipileKind.FarAccountId} is missing." : null);

    /// <summary>The same of what concerns no account there.</summary>
    public string? PlaceObjection =>
        !Uri.TryCreate(Place, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 ? $"{UnipileKind.BaseUrl} must be an address such as https://api8.unipile.com:13851."
        : Key.Length == 0 || Key.Any(letter => letter is < '!' or > '~') ? $"{UnipileKind.ApiKey} is missing, or has letters that no key of Unipile's has."
        : null;

    /// <param name="path">Behind the version, such as <c>/accounts</c>.</param>
    public Uri Address(string path) => new($"{Place}{Version}{path}");
}
