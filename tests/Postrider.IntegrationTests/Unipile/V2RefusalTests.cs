using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.Unipile;
using Postrider.Testing.Unipile;
using Xunit;

namespace Postrider.IntegrationTests.Unipile;

/// <summary>Every word that only version 2 has for what went wrong, and some that both have, in its form.</summary>
public sealed class V2RefusalTests(SharedUnipileHouse shared) : IClassFixture<SharedUnipileHouse>, IAsyncLifetime
{
    private UnipileHouse _house = null!;

    /// <summary>The status, the word, what it comes to when handing over, and the account's state or the job's code.</summary>
    public static TheoryData<int, string, string, string?> Table => new()
    {
        { 400, "api/invalid_auth_format", "held", "credentials" },
        { 401, "api/missing_authorization", "held", "credentials" },
        { 401, "api/expired_authorization", "held", "credentials" },
        { 401, "provider/invalid_authorization", "held", "credentials" },
        { 401, "provider/account_mismatch", "held", "credentials" },
        { 401, "provider/invalid_checkpoint_code", "held", "credentials" },
        { 403, "provider/unknown_authentication_context", "held", "credentials" },
        { 401, "api/proxy_auth_error", "held", "error" },
        { 402, "api/inactive_subscription", "held", "error" },
        { 403, "api/insufficient_permissions", "held", "error" },
        { 403, "provider/insufficient_permissions", "refused", "action_failed" },
        { 405, "provider/method_not_allowed", "refused", "action_failed" },
        { 409, "api/already_exists", "refused", "action_failed" },
        { 409, "api/conflict", "refused", "action_failed" },
        { 409, "provider/conflict", "refused", "action_failed" },
        { 422, "provider/invalid_file", "refused", "action_failed" },
        { 500, "api/internal_error", "unknown", null },
        { 502, "api/proxy_error", "unknown", null },
        { 504, "api/proxy_timeout", "unknown", null },
        { 502, "provider/server_error", "unknown", null },
        { 504, "provider/timeout", "unknown", null },
        { 501, "api/not_implemented", "refused", "action_failed" },

        // Those that version 1 has.
        { 400, "api/invalid_parameters", "refused", "action_failed" },
        { 400, "provider/invalid_parameters", "refused", "action_failed" },
        { 401, "provider/invalid_credentials", "held", "credentials" },
        { 403, "api/account_restricted", "held", "error" },
        { 404, "provider/resource_not_found", "refused", "recipient_not_found" },
        { 404, "api/resource_not_found", "refused", "recipient_not_found" },
        { 422, "provider/unprocessable_entity", "refused", "action_failed" },
        { 429, "api/too_many_requests", "deferred", null },
        { 429, "provider/too_many_requests", "deferred", null },
        { 500, "api/brand_new", "unknown", null },
        { 422, "provider/brand_new", "refused", "action_failed" },
    };

    public async ValueTask InitializeAsync()
    {
        _house = await shared.LodgeV2Async();
        _house.Far.Add(UnipilePerson.Connected("alex"));
    }

    public async ValueTask DisposeAsync() => await _house.DisposeAsync();

    [Fact]
    public void Every_word_has_its_row() => Assert.Subset(Table.Select(row => row.Data.Item2).ToHashSet(), UnipileV2Refusals.All.Select(refusal => refusal.Type).ToHashSet());

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_word_means_what_it_means_at_the_look_and_when_handing_over(int status, string type, string outcome, string? code)
    {
        _house.Far.Script = moment => moment.Path == "/users/alex" ? UnipileFate.Refuse(status, type) : null;
        Check(await _house.SayAsync("alex", "Hello"), outcome == "unknown" ? "deferred" : outcome, code);
        _house.Far.Script = moment => moment.Method == "POST" ? UnipileFate.Refuse(status, type) : null;
        Check(await _house.SayAsync("alex", "Hello"), outcome, code);
        Assert.Empty(_house.Far.Taken);
        Assert.Empty(_house.Far.Faults);
    }

    private static void Check(Outcome seen, string outcome, string? code)
    {
        var word = seen switch
        {
            Outcome.Refused => "refused",
            Outcome.Unreachable { Trouble: not null } => "held",
            Outcome.Deferred { IsHeld: false } => "deferred",
            Outcome.Unknown => "unknown",
            _ => $"{seen}",
        };
        Assert.Equal((outcome, code), (word, seen.Trouble?.Status.Name() ?? (seen as Outcome.Refused)?.Code));
    }
}
