using System.Globalization;

namespace Postrider.Accounts;

/// <summary>How much of each action an account may do in a day: a fixed number, or one that each day draws anew from a range.</summary>
/// <param name="IsRange">Whether <paramref name="Least"/> counts.</param>
/// <param name="Least">The lower ends of the ranges.</param>
/// <param name="Most">The fixed numbers, or the upper ends. An action without one has no limit.</param>
public sealed record ActionLimits(bool IsRange, IReadOnlyDictionary<string, int> Least, IReadOnlyDictionary<string, int> Most)
{
    public const string Invitation = "invitation";
    public const string Message = "message";
    public const string InMail = "inmail";
    public const string PostLike = "post_like";

    /// <summary>Actions of others that no driver here performs: their limits are kept by themselves.</summary>
    public const string SalesInvitation = "sales_invitation";

    /// <inheritdoc cref="SalesInvitation"/>
    public const string ProfileView = "profile_view";

    /// <inheritdoc cref="SalesInvitation"/>
    public const string Detection = "detection";

    /// <summary>What a job's action counts as: a voice message is a message, too.</summary>
    public static string Of(string resolvedAction) => resolvedAction is "direct_message" or "voice" or "ai_voice" ? Message : resolvedAction;

    /// <summary>How much of a limited action was done.</summary>
    public static int Used(IReadOnlyDictionary<string, int> use, string action) => use.Where(done => Of(done.Key) == action).Sum(done => done.Value);

    /// <summary>How many more jobs that come to an action an account may do on a day; null: no limit of its own.</summary>
    public static int? Left(Account account, IReadOnlyDictionary<string, int> use, string resolvedAction, DateOnly day) =>
        account.ActionLimits?.LimitOn(Of(resolvedAction), account.Number, day) is { } limit ? Math.Max(0, limit - Used(use, Of(resolvedAction))) : null;

    /// <summary>The limit of an action on a day: the same whoever asks and however often, so that a range is drawn once a day.</summary>
    public int? LimitOn(string action, long account, DateOnly day)
    {
        if (!Most.TryGetValue(action, out var most))
        {
            return null;
        }

        var least = IsRange ? Math.Min(most, Least.GetValueOrDefault(action)) : most;
        return least + (int)(Draw(string.Create(CultureInfo.InvariantCulture, $"{account}/{day.DayNumber}/{action}")) % ((uint)(most - least) + 1));
    }

    /// <summary>The same number for the same words, on every node and after every start.</summary>
    private static uint Draw(string words)
    {
        var drawn = 2166136261;
        foreach (var letter in words)
        {
            drawn = unchecked((drawn ^ letter) * 16777619);
        }

        return drawn ^ (drawn >> 15);
    }
}
