using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postrider.Accounts;

namespace Postrider.Channels;

/// <summary>What belongs to a sign-in at a far side: our own page about it, and the name by which the far side tells what came of it. Both end by themselves, and nothing is stored.</summary>
public sealed class SignInLinks(CallbackAddresses addresses, PublicAddress address, TimeProvider time)
{
    public const string Path = "/connect/sign-in/";

    // Whoever opened the page in the last minute still has to sign in.
    private static readonly TimeSpan _toFinish = TimeSpan.FromHours(1);

    public string PageOf(Account account, DateTimeOffset until) =>
        address.Of(string.Create(CultureInfo.InvariantCulture, $"{Path}{account.Workspace.Value}/{Uri.EscapeDataString(account.AccountId)}/{until.ToUnixTimeSeconds()}/{Seal(account.Workspace, account.AccountId, "page", until.ToUnixTimeSeconds())}"));

    /// <summary>Whether a page's address was made here and still holds.</summary>
    public bool IsPage(WorkspaceId workspace, string accountId, string until, string seal) => IsRight(workspace, accountId, "page", until, seal, TimeSpan.Zero);

    public string NameOf(Account account, DateTimeOffset until) =>
        string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeSeconds()}.{Seal(account.Workspace, account.AccountId, "name", until.ToUnixTimeSeconds())}");

    /// <summary>Whether a sign-in was begun here by this name, not long ago.</summary>
    public bool IsName(Account account, string? name) =>
        name?.Split('.', 2) is [var until, var seal] && IsRight(account.Workspace, account.AccountId, "name", until, seal, _toFinish);

    private bool IsRight(WorkspaceId workspace, string accountId, string purpose, string until, string seal, TimeSpan grace) =>
        long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var ends)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(Seal(workspace, accountId, purpose, ends)))
        && time.GetUtcNow() < DateTimeOffset.FromUnixTimeSeconds(ends) + grace;

    private string Seal(WorkspaceId workspace, string accountId, string purpose, long until) =>
        addresses.SealOf(workspace, accountId, string.Create(CultureInfo.InvariantCulture, $"sign-in/{purpose}/{until}"));
}
