using System.Text.Json;
using Postrider.Accounts;

namespace Postrider.Server.Api.Actions.Accounts;

/// <summary>A profile as this dialect shows it, with what it did today.</summary>
internal sealed record LinkedInAccountView(Account Account, AccountUse Use, DateTimeOffset Now);

/// <summary>Profiles in the words of this dialect.</summary>
internal static class LinkedInAccountWire
{
    /// <summary>The limits by their names, each with the action that it limits.</summary>
    public static readonly (string Name, string Action)[] Limits =
    [
        ("dailyDetectCount", ActionLimits.Detection),
        ("dailySendConnectionRequestCount", ActionLimits.Invitation),
        ("dailySendMessageCount", ActionLimits.Message),
        ("dailySendSalesNavigatorConnectionRequestCount", ActionLimits.SalesInvitation),
        ("dailyInMailCount", ActionLimits.InMail),
        ("dailyViewProfileCount", ActionLimits.ProfileView),
        ("dailyLikeRecentPostsCount", ActionLimits.PostLike),
    ];

    private static readonly (string Name, string? Action)[] _usage =
    [
        ("connectionRequests", ActionLimits.Invitation),
        ("messages", ActionLimits.Message),
        ("salesNavigatorConnectionRequests", ActionLimits.SalesInvitation),
        ("inMails", ActionLimits.InMail),
        ("viewProfiles", ActionLimits.ProfileView),
        ("likeRecentPosts", ActionLimits.PostLike),
        ("detects", ActionLimits.Detection),
        ("revokeConnections", null),
        ("endorseSkills", null),
        ("followProfile", null),
    ];

    public static void Write(Utf8JsonWriter writer, LinkedInAccountView view)
    {
        var account = view.Account;
        writer.WriteNumber("id"u8, account.Number);
        writer.WriteNumber("ownerUserId"u8, account.Workspace.Value);
        writer.WriteString("name"u8, account.Name);
        writer.WriteString("profileUrl"u8, account.Identifier is { } page && page.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? page : null);
        writer.WriteNull("photoUrl"u8);
        writer.WriteString("status"u8, Status(view));
        writer.WriteString("accountType"u8, account.ProfileType);
        writer.WriteString("authType"u8, "credentials"u8);
        writer.WriteString("cookieStatus"u8, account.Status switch
        {
            AccountStatus.Ok => "valid",
            AccountStatus.Credentials => "notValid",
            _ => "neverValidated",
        });
        writer.WriteStartObject("usage"u8);
        foreach (var (name, action) in _usage)
        {
            writer.WriteNumber(name, action is null ? 0 : ActionLimits.Used(view.Use.ByAction, action));
        }

        writer.WriteEndObject();
        WriteLimits(writer, account.ActionLimits);
    }

    private static string Status(LinkedInAccountView view) => view.Account switch
    {
        { Paused: true } => "disabled",
        { Status: AccountStatus.Credentials } => "cookieInvalid",
        { Status: AccountStatus.Error } => "disabled",
        _ => view.Use.IsSpent(view.Account, view.Now) ? "dailyLimitReached" : "enabled",
    };

    private static void WriteLimits(Utf8JsonWriter writer, ActionLimits? limits)
    {
        var isRange = limits?.IsRange == true;
        writer.WriteStartObject("limits"u8);
        writer.WriteString("limitsMode"u8, isRange ? "range" : "fixed");
        WriteNumbers(writer, "fixedMax", isRange ? null : limits?.Most ?? new Dictionary<string, int>());
        WriteNumbers(writer, "rangeMin", isRange ? limits!.Least : null);
        WriteNumbers(writer, "rangeMax", isRange ? limits!.Most : null);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, int>? numbers)
    {
        if (numbers is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (limit, action) in Limits)
        {
            EmailAccountWire.WriteNumber(writer, limit, numbers.TryGetValue(action, out var number) ? number : null);
        }

        writer.WriteEndObject();
    }
}
