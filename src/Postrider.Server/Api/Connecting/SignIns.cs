using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Connecting;

/// <summary>Sign-ins under way: the state that a far side sends back names the account, and holds for an hour.</summary>
internal sealed class SignIns(PublicAddress address, TimeProvider time)
{
    public const string Path = "/connect/callback";

    private const string StateSecret = "sign_in_state";
    private const string SinceSecret = "sign_in_since";
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    public string Callback => address.Of(Path);

    /// <summary>The page to sign in at.</summary>
    public string Begin(ISignIn driver, Account account, IDictionary<string, string> secrets)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18));
        secrets[StateSecret] = nonce;
        secrets[SinceSecret] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return driver.Begin(account, secrets, string.Create(CultureInfo.InvariantCulture, $"{account.Workspace.Value:x}.{nonce}.{account.AccountId}"), Callback);
    }

    /// <summary>Whose sign-in a state is of, to be checked with <see cref="IsUnderWay"/>.</summary>
    public static (WorkspaceId Workspace, string AccountId, string Nonce)? Read(string state)
    {
        var parts = state.Split('.', 3);
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var workspace)
            ? (new WorkspaceId(workspace), parts[2], parts[1])
            : null;
    }

    public bool IsUnderWay(IReadOnlyDictionary<string, string> secrets, string nonce) =>
        secrets.TryGetValue(StateSecret, out var expected)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(nonce))
        && long.TryParse(secrets.GetValueOrDefault(SinceSecret), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
        && time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(since) < _longest;

    /// <summary>A state serves once.</summary>
    public static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> secrets) =>
        secrets.Where(secret => secret.Key is not (StateSecret or SinceSecret)).ToDictionary(secret => secret.Key, secret => secret.Value);
}
