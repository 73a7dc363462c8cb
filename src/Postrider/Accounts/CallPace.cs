using System.Globalization;
using System.Text.Json;
using Postrider.Channels;

namespace Postrider.Accounts;

/// <summary>How many calls a voice account has at once, and how soon one follows another.</summary>
public static class CallPace
{
    /// <summary>The setting for the most calls at once, of the kinds that have it.</summary>
    public const string MaxConcurrent = "max_concurrent";

    /// <summary>The setting for the most calls begun within a second.</summary>
    public const string CallsPerSecond = "calls_per_second";

    private const int DefaultMost = 10;

    /// <summary>Null: the kind leaves it to the account's own <c>max_connections</c>.</summary>
    public static int? Most(AccountKind kind, Account account) =>
        account.Channel == Channel.Voice && kind.HasSetting(MaxConcurrent) ? Math.Clamp((int?)Number(account, MaxConcurrent) ?? DefaultMost, 1, 1000) : null;

    /// <summary>The least time between two starts of the account; null: none.</summary>
    public static TimeSpan? StartGap(Account account) =>
        account.Channel == Channel.Voice && Number(account, CallsPerSecond) is { } most and > 0 ? TimeSpan.FromMicroseconds(Math.Ceiling(1_000_000 / most)) : null;

    private static double? Number(Account account, string setting) =>
        account.Settings[setting] is { } value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : null;
}
