using System.Collections.Frozen;
using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Connecting;

/// <summary>Has far sides told where to tell what happens to an account, within a time in which somebody waits for the answer.</summary>
internal sealed class CallbackSetUps(IEnumerable<ICallbackSetUp> setUps, AccountSecrets secrets, TimeProvider time)
{
    // A far side has a few things to be asked, one after another.
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly FrozenDictionary<string, ICallbackSetUp> _byKind = setUps.ToFrozenDictionary(setUp => setUp.Kind);

    /// <summary>What a person does at the far side instead; null: the kind is told by hand alone.</summary>
    public string? ByHand(string kind) => _byKind.GetValueOrDefault(kind)?.ByHand;

    /// <summary>Null: the kind is told by hand alone.</summary>
    public async Task<CallbackSetUp?> RunAsync(Account account, CallbackPlan plan, CancellationToken cancellationToken)
    {
        if (!_byKind.TryGetValue(account.Kind, out var setUp))
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(_deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        return await setUp.SetUpAsync(new DriverAccount(account, secrets.Open(account)), plan, either.Token);
    }
}
