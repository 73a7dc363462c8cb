namespace Postrider.Accounts;

public enum AccountStatus
{
    /// <summary>Usable.</summary>
    Ok,

    /// <summary>Must be re-authenticated.</summary>
    Credentials,

    /// <summary>Not usable now.</summary>
    Error,
}

public static class AccountStatuses
{
    public static string Name(this AccountStatus status) => status switch
    {
        AccountStatus.Ok => "ok",
        AccountStatus.Credentials => "credentials",
        _ => "error",
    };

    public static AccountStatus Parse(string name) => name switch
    {
        "ok" => AccountStatus.Ok,
        "credentials" => AccountStatus.Credentials,
        _ => AccountStatus.Error,
    };
}
