using Postrider.Contacts;
using Postrider.Jobs;

namespace Postrider.Server.Api.Actions.Sends;

/// <summary>What one of the six sends asks for, read from its body.</summary>
internal sealed record DirectSend
{
    private const int LongestSubject = 998;
    private const int LongestHtml = 1024 * 1024;

    // What LinkedIn takes: a note of a paid account, an InMail.
    private const int LongestNote = 300;
    private const int LongestInMailSubject = 200;
    private const int LongestInMail = 1900;
    private const int LongestMessage = 8000;
    private const int LongestScript = 1000;

    /// <summary>One of <see cref="ActivityKind"/>.</summary>
    public required string Kind { get; init; }

    public required string Action { get; init; }

    /// <summary>Null: the default account.</summary>
    public long? AccountNumber { get; init; }

    public JobContent Content { get; init; } = new();

    /// <summary>The uploaded recording that is the message.</summary>
    public long? VoiceAttachmentId { get; init; }

    /// <summary>The words that are spoken, and the recording is the message.</summary>
    public string? Script { get; init; }

    public string Channel => Kind == ActivityKind.Email ? Channels.Channel.Email : Channels.Channel.LinkedIn;

    public static DirectSend Email(Fields fields) => new()
    {
        Kind = ActivityKind.Email,
        Action = JobAction.Mail,
        AccountNumber = fields.Whole("emailAccountId", 1),
        Content = new JobContent { Subject = fields.Line("subject", LongestSubject, required: true), Html = fields.Text("body", LongestHtml, required: true) },
    };

    public static DirectSend Connect(Fields fields) => new()
    {
        Kind = ActivityKind.Connect,
        Action = JobAction.Invitation,
        AccountNumber = LinkedInAccount(fields),
        Content = new JobContent { Text = fields.Text("message", LongestNote) is { } note && !string.IsNullOrWhiteSpace(note) ? note : null },
    };

    public static DirectSend InMail(Fields fields) => new()
    {
        Kind = ActivityKind.InMail,
        Action = JobAction.InMail,
        AccountNumber = LinkedInAccount(fields),
        Content = new JobContent { Subject = fields.Line("subject", LongestInMailSubject, required: true), Text = fields.Text("body", LongestInMail, required: true) },
    };

    public static DirectSend Message(Fields fields) => new()
    {
        Kind = ActivityKind.Message,
        Action = JobAction.DirectMessage,
        AccountNumber = LinkedInAccount(fields),
        Content = new JobContent { Text = fields.Text("message", LongestMessage, required: true) },
    };

    public static DirectSend Voice(Fields fields) => new()
    {
        Kind = ActivityKind.Voice,
        Action = JobAction.VoiceMessage,
        AccountNumber = LinkedInAccount(fields),
        VoiceAttachmentId = fields.Whole("voiceAttachmentId", 1, required: true),
    };

    public static DirectSend AiVoice(Fields fields) => new()
    {
        Kind = ActivityKind.AiVoice,
        Action = JobAction.VoiceMessage,
        AccountNumber = LinkedInAccount(fields),
        Script = fields.Text("script", LongestScript, required: true),
    };

    private static long? LinkedInAccount(Fields fields) => fields.Whole("linkedInAccountId", 1, required: true);
}
