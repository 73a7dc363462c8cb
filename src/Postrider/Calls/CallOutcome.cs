namespace Postrider.Calls;

/// <summary>What a call came to; the words are the wire's and the store's.</summary>
public static class CallOutcome
{
    public const string Completed = "completed";
    public const string Voicemail = "voicemail";
    public const string VoicemailLeft = "voicemail_left";
    public const string Silence = "silence";
    public const string NoAnswer = "no_answer";
    public const string Busy = "busy";
    public const string Rejected = "rejected";
    public const string InvalidNumber = "invalid_number";
    public const string Failed = "failed";
    public const string Canceled = "canceled";
    public const string Suppressed = "suppressed";
    public const string Expired = "expired";
    public const string Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } =
        [Completed, Voicemail, VoicemailLeft, NoAnswer, Busy, Rejected, InvalidNumber, Failed, Silence, Canceled, Suppressed, Expired, Unknown];

    /// <summary>Whether the job of a call with this outcome succeeded.</summary>
    public static bool IsSuccess(string outcome) => outcome is Completed or Voicemail or VoicemailLeft or Silence;
}

/// <summary>Who or what ended a call; the words are the wire's and the store's.</summary>
public static class CallEnder
{
    public const string Agent = "agent";
    public const string Callee = "callee";
    public const string Limit = "limit";
    public const string Operator = "operator";
}

/// <summary>Who answered; the words are the wire's and the store's.</summary>
public static class Answerer
{
    public const string Human = "human";
    public const string Machine = "machine";
    public const string Unknown = "unknown";
}
