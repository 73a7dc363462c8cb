namespace Postrider.Accounts;

/// <summary>Why an account's waiting jobs may not start yet. <see cref="DateTimeOffset.MaxValue"/>: until somebody cures it.</summary>
public sealed record Hold(string Reason, DateTimeOffset Until)
{
    public const string Paused = "account_paused";
    public const string ReconnectRequired = "account_reconnect_required";
    public const string AccountError = "account_error";
    public const string WindowClosed = "window_closed";
    public const string DailyLimit = "daily_limit_reached";

    /// <summary>What a person can do about it.</summary>
    public static string Cure(string reason) => reason switch
    {
        Paused => "Resume the account: PATCH it with {\"paused\": false}.",
        ReconnectRequired => "Reconnect the account with new credentials: POST …/reconnect.",
        AccountError => "See the account's status_reason, mend it and POST …/probe.",
        WindowClosed => "Nothing to do: it starts when the account's window opens. Change the window to start sooner.",
        DailyLimit => "Nothing to do: it starts when the account's next day begins. Raise daily_limit to start sooner.",
        _ => "Nothing to do: it starts by itself.",
    };
}
