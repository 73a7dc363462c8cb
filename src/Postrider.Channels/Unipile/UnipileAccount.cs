namespace Postrider.Channels.Unipile;

/// <summary>An account as its settings say.</summary>
/// <param name="Place">Where the API is, without its version.</param>
/// <param name="FarId">What Unipile calls the account.</param>
/// <param name="Type">The profile's subscription.</param>
/// <param name="Channel">What it is signed in to.</param>
/// <param name="IsV2">Whether it is at version 2 of the API, where accounts and keys are others.</param>
internal sealed record UnipileAccount(string Place, string Key, string FarId, string Type, string Channel, bool IsV2)
{
    public const string Classic = "classic";

    public const int LongestId = 200;

    private const string Version1 = "/api/v1";
    private const string Version2 = "/v2";
    private const string UsualPlace2 = "https://api.unipile.com";
    private const string IdPrefix2 = "acc_";

    /// <summary>LinkedIn's product that an InMail goes through, and by whose ids.</summary>
    public string Product => Type == UnipileKind.SalesNavigator ? "sales_navigator" : Classic;

    public static UnipileAccount Of(DriverAccount account)
    {
        var isV2 = Text(UnipileKind.ApiVersion) == UnipileKind.Version2;
        var version = isV2 ? Version2 : Version1;
        var place = Text(UnipileKind.BaseUrl).TrimEnd('/');
        place = place.Length == 0 && isV2 ? UsualPlace2 : place.EndsWith(version, StringComparison.OrdinalIgnoreCase) ? place[..^version.Length] : place;
        return new UnipileAccount(
            place.Contains("://", StringComparison.Ordinal) ? place : $"https://{place}",
            account.Secrets.GetValueOrDefault(UnipileKind.ApiKey)?.Trim() ?? "",
            Text(UnipileKind.FarAccountId),
            Text(UnipileKind.AccountType) is { Length: > 0 } type ? type : UnipileKind.Premium,
            account.Account.Channel,
            isV2);

        string Text(string name) => ((string?)account.Account.Settings[name] ?? "").Trim();
    }

    /// <summary>What speaks against asking anything with these settings; null: nothing.</summary>
    public string? Objection => PlaceObjection
        ?? (FarId.Length is 0 or > LongestId ? $"{UnipileKind.FarAccountId} is missing."
        : IsV2 && !FarId.StartsWith(IdPrefix2, StringComparison.Ordinal) ? $"{UnipileKind.FarAccountId} of an account at version 2 begins with {IdPrefix2}. One that does not is at version 1: set {UnipileKind.ApiVersion} to {UnipileKind.Version1}."
        : null);

    /// <summary>The same of what concerns no account there.</summary>
    public string? PlaceObjection =>
        !Uri.TryCreate(Place, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 ? $"{UnipileKind.BaseUrl} must be an address such as https://api8.unipile.com:13851."
        : Key.Length == 0 || Key.Any(letter => letter is < '!' or > '~') ? $"{UnipileKind.ApiKey} is missing, or has letters that no key of Unipile's has."
        : null;

    /// <param name="path">Behind the version, such as <c>/accounts</c>.</param>
    public Uri Address(string path) => new($"{Place}{(IsV2 ? Version2 : Version1)}{path}");
}
