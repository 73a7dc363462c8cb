namespace Postrider.Mail.Imap;

/// <summary>What is done with the responses to one command.</summary>
internal sealed record ImapAnswers
{
    public static ImapAnswers Ignored { get; } = new();

    public Action<ImapResponse>? Take { get; init; }

    /// <summary>Answers a continuation; null: the server may not ask for one.</summary>
    public Func<string, string>? Continue { get; init; }

    public ImapBody? Body { get; init; }

    /// <summary>How long one response may be.</summary>
    public int Longest { get; init; } = ImapReader.Longest;

    /// <summary>How much is carried over either way, for which time is given.</summary>
    public long Weight { get; init; }
}
