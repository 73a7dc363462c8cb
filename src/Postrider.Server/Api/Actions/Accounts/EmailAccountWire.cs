using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>A mailbox as this dialect shows it.</summary>
/// <param name="Account">The account.</param>
/// <param name="IsDefault">Whether it sends where none is named.</param>
/// <param name="Tags">The words on it.</param>
/// <param name="IsInUse">Whether it has jobs that wait or run; lists do not ask.</param>
internal sealed record EmailAccountView(Account Account, bool IsDefault, IEnumerable<string> Tags, bool IsInUse = false);

/// <summary>Mailboxes in the words of this dialect. Secrets have no place here: they are not even read.</summary>
internal static class EmailAccountWire
{
    public const string Connected = "connected";
    public const string Disconnected = "disconnected";
    public static readonly string[] Types = ["custom", "gmail", "outlook", "exchange", "exchangeOnPremise"];
    public static readonly string[] Statuses = ["unknown", Connected, Disconnected];

    public static string TypeOf(string kind) => kind switch
    {
        "gmail" => "gmail",
        "microsoft365" => "outlook",
        _ => "custom",
    };

    /// <summary>The kinds that a type stands for; none where no kind here is of that type.</summary>
    public static IReadOnlyList<string> KindsOf(string type, Drivers drivers) => [.. drivers.Kinds.Where(kind => TypeOf(kind.Name) == type).Select(kind => kind.Name)];

    public static void WriteSummary(Utf8JsonWriter writer, EmailAccountView view)
    {
        var account = view.Account;
        writer.WriteNumber("id"u8, account.Number);
        writer.WriteNumber("ownerUserId"u8, account.Workspace.Value);
        writer.WriteString("email"u8, Address(account));
        writer.WriteString("senderName"u8, FromName(account));
        writer.WriteString("emailAccountType"u8, TypeOf(account.Kind));
        writer.WriteBoolean("isDefault"u8, view.IsDefault);
        WriteNumber(writer, "dailyLimit", account.DailyLimit);
        writer.WriteString("connectionStatus"u8, account.Status == AccountStatus.Ok ? Connected : Disconnected);
        WriteTags(writer, view.Tags);
    }

    public static void Write(Utf8JsonWriter writer, EmailAccountView view)
    {
        var account = view.Account;
        writer.WriteNumber("id"u8, account.Number);
        writer.WriteNumber("ownerUserId"u8, account.Workspace.Value);
        writer.WriteString("emailAccountType"u8, TypeOf(account.Kind));
        writer.WriteBoolean("isDefault"u8, view.IsDefault);
        writer.WriteBoolean("isInUse"u8, view.IsInUse);
        writer.WriteString("connectionStatus"u8, account.Status == AccountStatus.Ok ? Connected : Disconnected);
        writer.WriteString("sendingConnectivityError"u8, account.SendingReason);
        writer.WriteString("receivingConnectivityError"u8, account.ReceivingReason);

        // What a provider locks shows as an error of sending; nothing tells the two apart.
        writer.WriteBoolean("sendingLockedByProvider"u8, false);
        writer.WriteTime("updatedAt", account.UpdatedAt);
        WriteTags(writer, view.Tags);
        WritePlaces(writer, account);
        WriteSafety(writer, account);
        writer.WriteStartObject("signature"u8);
        writer.WriteString("signature"u8, account.Signature);
        writer.WriteEndObject();
        writer.WriteStartObject("optOut"u8);
        writer.WriteNull("message"u8);
        writer.WriteNull("emailFooter"u8);
        writer.WriteBoolean("isOptOutLinkEnabled"u8, account.OptOutLink);
        writer.WriteString("optOutTextBlock"u8, account.OptOutText);
        writer.WriteEndObject();
        writer.WriteStartObject("rampUp"u8);
        writer.WriteBoolean("enabled"u8, account.RampUp is not null);
        WriteNumber(writer, "startValue", account.RampUp?.Start);
        WriteNumber(writer, "incrementValue", account.RampUp?.Step);
        writer.WriteEndObject();
    }

    public static void WriteTag(Utf8JsonWriter writer, AccountTag tag)
    {
        writer.WriteNumber("id"u8, tag.TagId);
        writer.WriteString("name"u8, tag.Name);
        WriteNumber(writer, "colorId", tag.ColorId);
    }

    public static void WriteNumber(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string? Address(Account account) => Text(account, "from_address") ?? account.Identifier;

    private static string? FromName(Account account) => Text(account, "from_name") ?? (account.Settings.ContainsKey("from_address") ? null : account.Name);

    private static string? Text(Account account, string setting) => (string?)account.Settings[setting] is { Length: > 0 } text ? text : null;

    private static void WritePlaces(Utf8JsonWriter writer, Account account)
    {
        writer.WriteStartObject("connection"u8);
        writer.WriteString("email"u8, Address(account));
        writer.WriteString("senderName"u8, FromName(account));
        writer.WriteString("smtpHost"u8, Text(account, "host"));
        WriteNumber(writer, "smtpPort", (int?)account.Settings["port"]);
        writer.WriteBoolean("smtpSsl"u8, Text(account, "security") != "none");
        writer.WriteString("imapHost"u8, Text(account, "imap_host"));
        WriteNumber(writer, "imapPort", (int?)account.Settings["imap_port"]);
        writer.WriteBoolean("imapSsl"u8, Text(account, "imap_security") != "none");
        writer.WriteEndObject();
    }

    private static void WriteSafety(Utf8JsonWriter writer, Account account)
    {
        var delayed = account.JitterSeconds > 0;
        writer.WriteStartObject("safety"u8);
        WriteNumber(writer, "dailyLimit", account.DailyLimit);
        writer.WriteBoolean("isEmailsThrottlingEnabled"u8, false);
        writer.WriteNull("emailsPerInterval"u8);
        writer.WriteNull("emailsThrottlingSecondsInterval"u8);
        writer.WriteBoolean("isSendingDelayEnabled"u8, delayed);
        WriteNumber(writer, "minSendingDelaySeconds", delayed ? 0 : null);
        WriteNumber(writer, "maxSendingDelaySeconds", delayed ? account.JitterSeconds : null);
        writer.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter writer, IEnumerable<string> tags)
    {
        writer.WriteStartArray("tags"u8);
        foreach (var tag in tags)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
    }
}
