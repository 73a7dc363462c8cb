namespace Postrider.Testing.Unipile;

/// <summary>Somebody on LinkedIn, as the one account of the simulator knows them.</summary>
public sealed record UnipilePerson(string PublicId)
{
    public string FarId { get; init; } = $"ACo{PublicId.ToUpperInvariant()}";

    /// <summary>Null: LinkedIn does not tell.</summary>
    public string? Distance { get; init; } = "SECOND_DEGREE";

    public bool IsInvited { get; init; }

    /// <summary>Since when they are connected.</summary>
    public DateTimeOffset ConnectedAt { get; init; } = DateTimeOffset.UnixEpoch;

    public bool? CanInMail { get; init; }

    public IReadOnlyList<UnipilePost> Posts { get; init; } = [];

    public bool IsConnected => Distance == "FIRST_DEGREE";

    public static UnipilePerson Connected(string publicId) => new(publicId) { Distance = "FIRST_DEGREE" };
}

public sealed record UnipilePost(string SocialId, string Text)
{
    public bool CanReact { get; init; } = true;
}

/// <summary>One thing that was handed over and done.</summary>
/// <param name="Kind">invitation, message, inmail, voice or like.</param>
/// <param name="To">The person's id, or the post's.</param>
/// <param name="ChatId">Of what is said in a chat.</param>
/// <param name="Files">The names of its files.</param>
public sealed record UnipileTaken(string Kind, string To, string Id, string? Text, string? ChatId, IReadOnlyList<string> Files, DateTimeOffset At)
{
    public string? Subject { get; init; }
}
