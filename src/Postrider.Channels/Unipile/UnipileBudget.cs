using System.Globalization;
using Microsoft.Extensions.Logging;
using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Storage;

namespace Postrider.Channels.Unipile;

/// <summary>What a LinkedIn account may do in a day and a week. The account's own limits go before these; WhatsApp has none here.</summary>
internal sealed partial class UnipileBudget(IActionBudget budget, TimeProvider time, ILogger<UnipileBudget> logger)
{
    public const string ProfileView = "profile_view";
    public const string Invitation = "invitation";
    public const string DirectMessage = "direct_message";
    public const string InMail = "inmail";
    public const string PostLike = "post_like";

    /// <summary>Beyond this many in a week LinkedIn refuses, whatever the account's own limits say.</summary>
    public const int MostInvitationsPerWeek = 200;

    // A limit may be raised meanwhile.
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(24);

    private static readonly Dictionary<string, (int PerDay, int? PerWeek, int? MostPerWeek)> _limits = new()
    {
        [ProfileView] = (60, null, null),
        [Invitation] = (25, 120, MostInvitationsPerWeek),
        [DirectMessage] = (60, null, null),
        [InMail] = (30, null, null),
        [PostLike] = (30, null, null),
    };

    /// <summary>Null: taken, or the action has no limits. Else the job is held until there is room.</summary>
    public async Task<Outcome?> TakeAsync(DriverJob job, string action, CancellationToken cancellationToken)
    {
        if (!_limits.TryGetValue(action, out var limit))
        {
            return null;
        }

        var account = job.Account.Account;
        var day = AccountLoad.Day(account, time.GetUtcNow());
        var own = account.ActionLimits?.LimitOn(ActionLimits.Of(action), account.Number, day);
        var usual = action == Invitation ? InvitationsOn(account, day) : limit.PerDay;
        var until = await budget.TakeAsync(account.Workspace, account.AccountId, action, own ?? usual, own is null ? limit.PerWeek : limit.MostPerWeek, cancellationToken);
        if (until is not { } later)
        {
            return null;
        }

        var wait = later - time.GetUtcNow();
        return new Outcome.Deferred(
            string.Create(CultureInfo.InvariantCulture, $"The account has no room left for another {action}; {(later == DateTimeOffset.MaxValue ? "its limit is 0" : $"there is again at {later:u}")}."), wait < _longestWait ? wait : _longestWait)
        {
            IsHeld = true,
        };
    }

    /// <summary>Invitations are what LinkedIn minds most: of them a young account has no more than its share of the day.</summary>
    public static int InvitationsOn(Account account, DateOnly day)
    {
        var most = _limits[Invitation].PerDay;
        var whole = most + _limits[DirectMessage].PerDay + _limits[PostLike].PerDay;
        var jobs = Math.Min(whole, account.RampUp?.LimitOn(day.DayNumber - AccountLoad.Day(account, account.CreatedAt).DayNumber) ?? whole);
        return ((most * jobs) + whole - 1) / whole;
    }

    /// <summary>Counts what had to be done whatever the limits say.</summary>
    public Task CountAsync(DriverJob job, string action, CancellationToken cancellationToken) =>
        budget.TakeAsync(job.Account.Account.Workspace, job.Account.Account.AccountId, action, null, null, cancellationToken);

    /// <summary>It was not done after all.</summary>
    public Task ReturnAsync(DriverJob job, string action) =>
        _limits.ContainsKey(action) ? QuietlyAsync(job, () => budget.ReturnAsync(job.Account.Account.Workspace, job.Account.Account.AccountId, action, CancellationToken.None)) : Task.CompletedTask;

    /// <summary>LinkedIn has warned: the action rests.</summary>
    public Task PauseAsync(DriverJob job, string action) =>
        _limits.ContainsKey(action) ? QuietlyAsync(job, () => budget.PauseAsync(job.Account.Account.Workspace, job.Account.Account.AccountId, action, UnipileFault.Rest, CancellationToken.None)) : Task.CompletedTask;

    /// <summary>What the far side answered stands, whatever becomes of the note about it.</summary>
    public async Task QuietlyAsync(DriverJob job, Func<Task> note)
    {
        try
        {
            await note();
        }
        catch (Exception exception)
        {
            LogNotNoted(job.Job.JobId, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What job {JobId} came to could not be noted beside it: {Detail}")]
    private partial void LogNotNoted(Guid jobId, string detail);
}
