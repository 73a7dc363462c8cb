using Postrider.Accounts;

namespace Postrider.Channels;

/// <summary>A driver whose accounts a person connects by signing in at the far side's own page.</summary>
public interface ISignIn
{
    /// <summary>Whether somebody has signed in to the account.</summary>
    bool IsSignedIn(IReadOnlyDictionary<string, string> secrets);

    /// <summary>The page to sign in at; what completes the sign-in later is put into <paramref name="secrets"/>.</summary>
    /// <param name="state">What the far side sends back with its answer.</param>
    string Begin(Account account, IDictionary<string, string> secrets, string state, string callback);

    /// <summary>Trades the code that the far side sent back for what signs in from now on.</summary>
    Task<SignInResult> CompleteAsync(DriverAccount account, string code, string callback, CancellationToken cancellationToken);
}

/// <param name="Secrets">The account's new secrets; null: it did not go well.</param>
/// <param name="Fault">What went wrong, for the person who signs in.</param>
public sealed record SignInResult(IReadOnlyDictionary<string, string>? Secrets, string? Fault);
