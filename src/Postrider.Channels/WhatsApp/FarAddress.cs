using Postrider.Accounts;

namespace Postrider.Channels.WhatsApp;

/// <summary>Where the API of an account's far side is, as the setting <c>base_url</c> says.</summary>
internal static class FarAddress
{
    public const string Setting = "base_url";

    /// <summary>Null: the setting is no address of an API.</summary>
    public static Uri? Of(Account account, string byDefault) =>
        Uri.TryCreate(Text(account, Setting) ?? byDefault, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 ? url : null;

    /// <summary>A setting that says something; null: it is missing or blank.</summary>
    public static string? Text(Account account, string setting) =>
        account.Settings[setting] is { } value && value.GetValueKind() == System.Text.Json.JsonValueKind.String && (string?)value is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
