using Postrider.Jobs;

namespace Postrider.Channels.Unipile;

/// <summary>Every word of Unipile's for what went wrong, as data.</summary>
internal static class UnipileRefusals
{
    public const string AlreadyInvited = "already_invited";
    public const string NotFound = "recipient_not_found";

    public static IReadOnlyList<UnipileRefusal> All { get; } =
    [
        // 400
        new("invalid_parameters", RefusalMeaning.Refused),
        new("malformed_request", RefusalMeaning.Refused),
        new("content_too_large", RefusalMeaning.Refused),
        new("invalid_url", RefusalMeaning.Refused),
        new("too_many_characters", RefusalMeaning.Refused),
        new("unescaped_characters", RefusalMeaning.Refused),
        new("missing_parameters", RefusalMeaning.Refused),

        // 401
        new("missing_credentials", RefusalMeaning.WrongKey),
        new("disconnected_account", RefusalMeaning.SignIn),
        new("expired_credentials", RefusalMeaning.SignIn),
        new("invalid_credentials", RefusalMeaning.SignIn),
        new("checkpoint_error", RefusalMeaning.SignIn),
        new("multiple_sessions", RefusalMeaning.SignIn),
        new("wrong_account", RefusalMeaning.SignIn),
        new("disconnected_feature", RefusalMeaning.SignIn),
        new("insufficient_privileges", RefusalMeaning.SignIn),
        new("expired_link", RefusalMeaning.SignIn),

        // 403. The last is about what was asked for: one person's closed page must not hold a whole account.
        new("account_restricted", RefusalMeaning.Broken),
        new("insufficient_permissions", RefusalMeaning.Broken),
        new("session_mismatch", RefusalMeaning.Broken),
        new("feature_not_subscribed", RefusalMeaning.Broken, JobFault.InMailNotAvailable),
        new("subscription_required", RefusalMeaning.Broken, JobFault.InMailNotAvailable),
        new("resource_access_restricted", RefusalMeaning.Refused),

        // 404
        new("resource_not_found", RefusalMeaning.Missing, NotFound),
        new("invalid_resource_identifier", RefusalMeaning.Missing, NotFound),

        // 422
        new("already_connected", RefusalMeaning.Connected, JobFault.AlreadyConnected),
        new("already_invited_recently", RefusalMeaning.Invited, AlreadyInvited),
        new("cannot_resend_yet", RefusalMeaning.Capped),
        new("cannot_resend_within_24hrs", RefusalMeaning.Capped),
        new("limit_exceeded", RefusalMeaning.Capped),
        new("connection_limit_reached", RefusalMeaning.Capped),
        new("no_connection_with_recipient", RefusalMeaning.NotConnected, JobFault.NotConnected),
        new("cannot_invite_attendee", RefusalMeaning.Refused),
        new("invalid_recipient", RefusalMeaning.Refused),
        new("blocked_recipient", RefusalMeaning.Refused),
        new("user_unreachable", RefusalMeaning.Refused),
        new("not_allowed_inmail", RefusalMeaning.Refused, JobFault.InMailNotAvailable),
        new("insufficient_credits", RefusalMeaning.Refused, JobFault.NoInMailCredits),
        new("invalid_message", RefusalMeaning.Refused),
        new("invalid_post", RefusalMeaning.Refused),
        new("invalid_account", RefusalMeaning.Refused),
        new("unprocessable_entity", RefusalMeaning.Refused),
        new("action_already_performed", RefusalMeaning.Done),

        // 429
        new("too_many_requests", RefusalMeaning.Busy),

        // 408 and 5xx: what was to be sent may have gone out.
        new("request_timeout", RefusalMeaning.Unclear),
        new("provider_error", RefusalMeaning.Unclear),
        new("unexpected_error", RefusalMeaning.Unclear),
        new("service_unavailable", RefusalMeaning.Unclear),
        new("network_down", RefusalMeaning.Unclear),
        new("no_client_session", RefusalMeaning.Unclear),
        new("no_channel", RefusalMeaning.Unclear),
        new("no_handler", RefusalMeaning.Unclear),

        // 501
        new("feature_not_implemented", RefusalMeaning.Refused),
    ];

    // Version 2 tells by them who said it.
    private static readonly string[] _prefixes = ["errors/", "api/", "provider/"];

    private static readonly Dictionary<string, UnipileRefusal> _byType = All.ToDictionary(refusal => refusal.Type);

    /// <summary>By its word; of an unknown word, or none, by the status.</summary>
    public static UnipileRefusal Of(int status, string? type)
    {
        var word = Array.Find(_prefixes, prefix => type?.StartsWith(prefix, StringComparison.Ordinal) == true) is { } begins ? type![begins.Length..] : type ?? "";
        return UnipileV2Refusals.Of(type) ?? _byType.GetValueOrDefault(word) ?? new UnipileRefusal(word, status switch
        {
            401 => RefusalMeaning.SignIn,
            402 or 403 => RefusalMeaning.Broken,
            404 => RefusalMeaning.Missing,
            408 => RefusalMeaning.Unclear,
            429 => RefusalMeaning.Busy,
            501 => RefusalMeaning.Refused,
            >= 400 and < 500 => RefusalMeaning.Refused,
            _ => RefusalMeaning.Unclear,
        });
    }
}
