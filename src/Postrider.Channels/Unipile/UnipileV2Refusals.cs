namespace Postrider.Channels.Unipile;

/// <summary>The words that only version 2 has, as data: whole, for of some it matters who said them. All others mean what they mean in version 1.</summary>
internal static class UnipileV2Refusals
{
    public static IReadOnlyList<UnipileRefusal> All { get; } =
    [
        // 400, 401
        new("api/invalid_auth_format", RefusalMeaning.WrongKey),
        new("api/missing_authorization", RefusalMeaning.WrongKey),
        new("api/expired_authorization", RefusalMeaning.WrongKey),
        new("provider/invalid_authorization", RefusalMeaning.SignIn),
        new("provider/account_mismatch", RefusalMeaning.SignIn),
        new("provider/invalid_checkpoint_code", RefusalMeaning.SignIn),
        new("provider/unknown_authentication_context", RefusalMeaning.SignIn),
        new("api/proxy_auth_error", RefusalMeaning.Broken),

        // 402, 403. LinkedIn's own is about what was asked for, such as one person's closed page.
        new("api/inactive_subscription", RefusalMeaning.Broken),
        new("api/insufficient_permissions", RefusalMeaning.Broken),
        new("provider/insufficient_permissions", RefusalMeaning.Refused),

        // 405, 409, 422
        new("provider/method_not_allowed", RefusalMeaning.Refused),
        new("api/already_exists", RefusalMeaning.Refused),
        new("api/conflict", RefusalMeaning.Refused),
        new("provider/conflict", RefusalMeaning.Refused),
        new("provider/invalid_file", RefusalMeaning.Refused),

        // 5xx: what was to be sent may have gone out.
        new("api/internal_error", RefusalMeaning.Unclear),
        new("api/proxy_error", RefusalMeaning.Unclear),
        new("api/proxy_timeout", RefusalMeaning.Unclear),
        new("provider/server_error", RefusalMeaning.Unclear),
        new("provider/timeout", RefusalMeaning.Unclear),

        // 501
        new("api/not_implemented", RefusalMeaning.Refused),
    ];

    private static readonly Dictionary<string, UnipileRefusal> _byType = All.ToDictionary(refusal => refusal.Type);

    /// <summary>Null: version 1 has it too, or nobody has.</summary>
    public static UnipileRefusal? Of(string? type) => type is null ? null : _byType.GetValueOrDefault(type);
}
