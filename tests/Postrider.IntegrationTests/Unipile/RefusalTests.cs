using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.Unipile;
using Postrider.Jobs;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>Every word of Unipile's for what went wrong, at the request that hands over and at the looks before it.</summary>
public sealed class RefusalTests(SharedUnipileHouse shared) : IClassFixture<SharedUnipileHouse>, IAsyncLifetime
{
    private UnipileHouse _house = null!;

    /// <summary>The status, the word, what it comes to when handing over, and the account's state or the job's code.</summary>
    public static TheoryData<int, string?, string, string?> Table => new()
    {
        { 400, "invalid_parameters", "refused", "action_failed" },
        { 400, "malformed_request", "refused", "action_failed" },
        { 400, "content_too_large", "refused", "action_failed" },
        { 400, "invalid_url", "refused", "action_failed" },
        { 400, "too_many_characters", "refused", "action_failed" },
        { 400, "unescaped_characters", "refused", "action_failed" },
        { 400, "missing_parameters", "refused", "action_failed" },
        { 401, "missing_credentials", "held", "credentials" },
        { 401, "disconnected_account", "held", "credentials" },
        { 401, "expired_credentials", "held", "credentials" },
        { 401, "invalid_credentials", "held", "credentials" },
        { 401, "checkpoint_error", "held", "credentials" },
        { 401, "multiple_sessions", "held", "credentials" },
        { 401, "wrong_account", "held", "credentials" },
        { 401, "disconnected_feature", "held", "credentials" },
        { 401, "insufficient_privileges", "held", "credentials" },
        { 401, "expired_link", "held", "credentials" },
        { 403, "account_restricted", "held", "error" },
        { 403, "insufficient_permissions", "held", "error" },
        { 403, "session_mismatch", "held", "error" },
        { 403, "feature_not_subscribed", "held", "error" },
        { 403, "subscription_required", "held", "error" },
        { 403, "resource_access_restricted", "refused", "action_failed" },
        { 404, "resource_not_found", "refused", "recipient_not_found" },
        { 404, "invalid_resource_identifier", "refused", "recipient_not_found" },
        { 422, "already_connected", "refused", "already_connected" },
        { 422, "already_invited_recently", "refused", "already_invited" },
        { 422, "cannot_resend_yet", "rests", null },
        { 422, "cannot_resend_within_24hrs", "rests", null },
        { 422, "limit_exceeded", "rests", null },
        { 422, "connection_limit_reached", "rests", null },
        { 422, "no_connection_with_recipient", "deferred", null },
        { 422, "cannot_invite_attendee", "refused", "action_failed" },
        { 422, "invalid_recipient", "refused", "action_failed" },
        { 422, "blocked_recipient", "refused", "action_failed" },
        { 422, "user_unreachable", "refused", "action_failed" },
        { 422, "not_allowed_inmail", "refused", "inmail_not_available" },
        { 422, "insufficient_credits", "refused", "no_inmail_credits" },
        { 422, "invalid_message", "refused", "action_failed" },
        { 422, "invalid_post", "refused", "action_failed" },
        { 422, "invalid_account", "refused", "action_failed" },
        { 422, "unprocessable_entity", "refused", "action_failed" },
        { 422, "action_already_performed", "refused", "action_failed" },
        { 429, "too_many_requests", "deferred", null },
        { 408, "request_timeout", "unknown", null },
        { 500, "provider_error", "unknown", null },
        { 500, "unexpected_error", "unknown", null },
        { 503, "service_unavailable", "unknown", null },
        { 503, "network_down", "unknown", null },
        { 503, "no_client_session", "unknown", null },
        { 503, "no_channel", "unknown", null },
        { 503, "no_handler", "unknown", null },
        { 501, "feature_not_implemented", "refused", "action_failed" },

        // Words that nobody has told of, and none at all.
        { 400, "brand_new", "refused", "action_failed" },
        { 401, null, "held", "credentials" },
        { 403, null, "held", "error" },
        { 418, null, "refused", "action_failed" },
        { 429, null, "deferred", null },
        { 502, null, "unknown", null },
        { 302, null, "unknown", null },
    };

    public async ValueTask InitializeAsync()
    {
        _house = await shared.LodgeAsync();
        _house.Far.Add(UnipilePerson.Connected("alex"));
    }

    public async ValueTask DisposeAsync() => await _house.DisposeAsync();

    [Fact]
    public void Every_word_has_its_row() =>
        Assert.Subset(Table.Select(row => row.Data.Item2).ToHashSet(), UnipileRefusals.All.Select(refusal => (string?)refusal.Type).ToHashSet());

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_word_means_what_it_means_when_handing_over(int status, string? type, string outcome, string? code)
    {
        _house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Refuse(status, type) : null;
        var seen = await _house.SayAsync("alex", "Hello");
        Check(seen, outcome, code);
        Assert.Empty(_house.Far.Taken);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_word_at_a_look_is_never_an_unknown_outcome(int status, string? type, string outcome, string? code)
    {
        _house.Far.Script = moment => moment.Path == "/users/alex" ? UnipileFate.Refuse(status, type) : null;
        var seen = await _house.SayAsync("alex", "Hello");
        if (type == "no_connection_with_recipient")
        {
            Check(seen, "refused", JobFault.NotConnected);
        }
        else
        {
            Check(seen, outcome == "unknown" ? "deferred" : outcome, code);
        }

        Assert.Empty(_house.Far.Taken);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("99999999", 6 * 3600)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public async Task Too_fast_waits_as_long_as_is_wished_within_reason(string? retryAfter, int? seconds)
    {
        _house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Refuse(429, "too_many_requests", retryAfter) : null;
        var deferred = Assert.IsType<Outcome.Deferred>(await _house.SayAsync("alex", "Hello"));
        Assert.Equal((seconds, false), ((int?)deferred.RetryAfter?.TotalSeconds, deferred.IsHeld));
    }

    private static void Check(Outcome seen, string outcome, string? code)
    {
        var word = seen switch
        {
            Outcome.Refused => "refused",
            Outcome.Unreachable { Trouble: not null } => "held",
            Outcome.Deferred { IsHeld: true, RetryAfter.TotalHours: >= 23.9 } => "rests",
            Outcome.Deferred { IsHeld: false } => "deferred",
            Outcome.Unknown => "unknown",
            _ => $"{seen}",
        };
        Assert.Equal((outcome, code), (word, seen.Trouble?.Status.Name() ?? (seen as Outcome.Refused)?.Code));
    }
}
