using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postrider.Accounts;

namespace Postrider.Channels;

/// <summary>Where an account's far side tells things. The address holds a secret that the installation's own makes, so that nobody guesses it and nothing is stored.</summary>
public sealed class CallbackAddresses(PublicAddress address)
{
    public const string Path = "/callbacks/";
    private const int Seal = 24;

    private byte[]? _secret;

    /// <summary>Before the first address: the installation's own secret.</summary>
    public void Begin(byte[] secret) => _secret = secret;

    public string For(Account account) => address.Of(string.Create(CultureInfo.InvariantCulture, $"{Path}{account.Workspace.Value}/{Uri.EscapeDataString(account.AccountId)}/{SealOf(account.Workspace, account.AccountId, "callback")}"));

    /// <summary>Whether the secret part belongs to this account.</summary>
    public bool IsRight(WorkspaceId workspace, string accountId, string seal) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(SealOf(workspace, accountId, "callback")));

    /// <summary>What only this installation can make of an account; that of one purpose tells nothing about that of another.</summary>
    internal string SealOf(WorkspaceId workspace, string accountId, string purpose)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret ?? throw new InvalidOperationException("Addresses cannot be made before the start."), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{purpose}/{workspace.Value}/{accountId}")), whole);
        return Base64Url.EncodeToString(whole[..Seal]);
    }
}
