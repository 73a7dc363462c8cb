namespace Postrider.Server.Api.Connecting;

/// <summary>The operator's own registrations at sign-in services, for calls that name none; null: there is none.</summary>
internal sealed record SignInClients(SignInClient? Gmail = null, SignInClient? Microsoft = null);

/// <summary>One registration.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="Secret">Its client secret, where it has one.</param>
/// <param name="Directory">Whose accounts may sign in, where the service asks for that.</param>
internal sealed record SignInClient(string Id, string? Secret, string? Directory = null);
