namespace Postrider.Testing.Sip;

public sealed record KamailioOptions
{
    /// <summary>Who may register and, with <see cref="AskCallers"/>, call.</summary>
    public string User { get; init; } = "trunk";

    public string Password { get; init; } = "correct horse: battery";

    /// <summary>Whether it asks callers for name and password too (407).</summary>
    public bool AskCallers { get; init; }

    /// <summary>MD5 or SHA-256.</summary>
    public string Algorithm { get; init; } = "MD5";

    /// <summary>Users who are called at a port of this machine without having registered; <c>;transport=tcp</c> may follow the port.</summary>
    public IReadOnlyDictionary<string, string> Routes { get; init; } = new Dictionary<string, string>();

    /// <summary>The longest time a registration is granted for, in seconds.</summary>
    public int LongestRegistration { get; init; } = 3600;

    /// <summary>The shortest time a registration may ask for, in seconds; below it, 423 is answered.</summary>
    public int ShortestRegistration { get; init; } = 1;
}
