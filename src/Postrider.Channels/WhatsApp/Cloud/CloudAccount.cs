using Postrider.Accounts;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>An account as its settings say.</summary>
internal sealed record CloudAccount(Uri Base, string PhoneNumberId, string AccessKey)
{
    public string? BusinessAccountId { get; init; }

    public string? AppSecret { get; init; }

    public string? VerifyWord { get; init; }

    /// <summary>Null: nothing may be sent outside the window.</summary>
    public CloudTemplate? Template { get; init; }

    /// <summary>The account, or what is wrong with its settings.</summary>
    public static (CloudAccount? Account, string? Objection) Of(DriverAccount account)
    {
        var settings = account.Account;
        if (FarAddress.Of(settings, CloudKind.DefaultBaseUrl) is not { } place)
        {
            return (null, $"{FarAddress.Setting} must be an address such as {CloudKind.DefaultBaseUrl}.");
        }

        if (FarAddress.Text(settings, CloudKind.PhoneNumberId) is not { } number || !IsId(number))
        {
            return (null, $"{CloudKind.PhoneNumberId} must be digits: the ID that Meta shows beside the number.");
        }

        if (account.Secrets.GetValueOrDefault(CloudKind.AccessKey) is not { Length: > 0 } key || !key.All(c => c is > ' ' and < '\x7f'))
        {
            return (null, $"{CloudKind.AccessKey} is missing, or has characters in it that no access token has.");
        }

        var business = FarAddress.Text(settings, CloudKind.BusinessAccountId);
        if (business is not null && !IsId(business))
        {
            return (null, $"{CloudKind.BusinessAccountId} must be digits.");
        }

        return (new CloudAccount(place, number, key)
        {
            BusinessAccountId = business,
            AppSecret = account.Secrets.GetValueOrDefault(CloudKind.AppSecret),
            VerifyWord = account.Secrets.GetValueOrDefault(CloudKind.VerifyWord),
            Template = TemplateOf(settings),
        }, null);
    }

    /// <param name="path">What lies below the API's address.</param>
    public Uri Address(string path) => new($"{Base.AbsoluteUri.TrimEnd('/')}/{path}");

    private static CloudTemplate? TemplateOf(Account account) => FarAddress.Text(account, CloudKind.Template) is { } name
        ? new CloudTemplate(
            name,
            FarAddress.Text(account, CloudKind.TemplateLanguage) ?? CloudKind.DefaultLanguage,
            account.Settings[CloudKind.TemplateTakesText]?.GetValueKind() != System.Text.Json.JsonValueKind.False)
        : null;

    // They stand in addresses.
    private static bool IsId(string text) => text.Length <= 32 && text.All(char.IsAsciiDigit);
}

/// <param name="TakesText">Whether the text goes into the first parameter of its body.</param>
internal sealed record CloudTemplate(string Name, string Language, bool TakesText);
