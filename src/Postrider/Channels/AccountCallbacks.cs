using System.Collections.Frozen;
using Postrider.Accounts;

namespace Postrider.Channels;

/// <summary>Which accounts have a far side that calls, who takes what it tells, and where.</summary>
public sealed class AccountCallbacks(IEnumerable<ICallback> callbacks, CallbackAddresses addresses)
{
    private readonly FrozenDictionary<string, ICallback> _byKind = callbacks.ToFrozenDictionary(callback => callback.Kind);

    public ICallback? Find(string kind) => _byKind.GetValueOrDefault(kind);

    /// <summary>The account's own address, which is a secret; null: nothing of its kind is told.</summary>
    public string? AddressOf(Account account) => _byKind.ContainsKey(account.Kind) ? addresses.For(account) : null;
}
