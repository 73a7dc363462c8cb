namespace Postrider.Channels;

/// <summary>A driver whose far side must be asked for the page to sign in at, and tells by a callback what came of it.</summary>
public interface IRequestedSignIn
{
    Task<RequestedPage> RequestAsync(DriverAccount account, SignInPlan plan, CancellationToken cancellationToken);
}

/// <param name="Name">What the far side repeats when it tells what came of it.</param>
/// <param name="Callback">Where it tells that.</param>
/// <param name="Page">Where it sends people after they signed in; with <c>?failed</c> where they could not.</param>
/// <param name="Until">When the page to sign in at shall end.</param>
public sealed record SignInPlan(string Name, string Callback, string Page, DateTimeOffset Until);

/// <param name="Url">Null: there is none.</param>
/// <param name="Fault">Why not, where the account does not show it already.</param>
public sealed record RequestedPage(string? Url, string? Fault = null);
