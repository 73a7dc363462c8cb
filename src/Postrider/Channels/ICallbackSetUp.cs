namespace Postrider.Channels;

/// <summary>Tells the far side of an account, by its own API, where to tell what happens: what a person enters in its dashboard otherwise.</summary>
public interface ICallbackSetUp
{
    /// <summary>The kind of account whose far side can be told.</summary>
    string Kind { get; }

    /// <summary>What a person does there instead, for whoever must.</summary>
    string ByHand { get; }

    /// <summary>Makes nothing twice, however often it is done, and never throws for a "no".</summary>
    Task<CallbackSetUp> SetUpAsync(DriverAccount account, CallbackPlan plan, CancellationToken cancellationToken);
}

/// <param name="Address">The account's own, which is a secret.</param>
/// <param name="Replaces">Whether it goes in the place of somebody else's, where there can be only one.</param>
public sealed record CallbackPlan(string Address, bool Replaces)
{
    /// <summary>Whether an address leads to this account, be it under a public address that the server had before.</summary>
    public bool IsOurs(string address) => address.EndsWith(Address[Math.Max(0, Address.LastIndexOf(CallbackAddresses.Path, StringComparison.Ordinal))..], StringComparison.Ordinal);

    /// <summary>Of somebody else's address, which may hold a secret of theirs: where it leads, and no more.</summary>
    public static string PlaceOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url.Host : "another address";
}

/// <summary>What came of it.</summary>
public abstract record CallbackSetUp
{
    private CallbackSetUp()
    {
    }

    /// <summary>The far side tells the account's address from now on.</summary>
    /// <param name="Parts">What was there and what was made.</param>
    /// <param name="Left">What a person has to do there still; null: nothing.</param>
    public sealed record Done(IReadOnlyList<CallbackPart> Parts, string? Left = null) : CallbackSetUp;

    /// <summary>There is room for one address, and it is somebody else's.</summary>
    /// <param name="Place">Where that leads.</param>
    public sealed record Occupied(string Place) : CallbackSetUp;

    /// <summary>The far side was not asked: with these settings it cannot be.</summary>
    public sealed record Impossible(string Words) : CallbackSetUp;

    /// <summary>The far side said no, or nothing. What was made before stays, and counts the next time.</summary>
    public sealed record Refused(string Words) : CallbackSetUp;
}

/// <param name="Name">The far side's own name for it.</param>
public sealed record CallbackPart(string Name, CallbackPartState State);

public enum CallbackPartState
{
    AlreadyThere,
    Made,
    Changed,
    Removed,
}
