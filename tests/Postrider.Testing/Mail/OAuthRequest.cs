namespace Postrider.Testing.Mail;

/// <summary>What an <see cref="OAuthServer"/> was asked.</summary>
/// <param name="Fields">Of the query, or of the form.</param>
public sealed record OAuthRequest(string Path, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>A field; nothing where it was not sent.</summary>
    public string this[string name] => Fields.GetValueOrDefault(name, "");
}
