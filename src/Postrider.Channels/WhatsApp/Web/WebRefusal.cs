using Postrider.Jobs;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>What an answer that is not good means for the job and for its account.</summary>
internal enum WebMeaning
{
    /// <summary>No for good, about this job alone.</summary>
    Refused,

    /// <summary>The access key is not taken.</summary>
    WrongKey,

    /// <summary>The phone must be linked again.</summary>
    SignedOut,

    /// <summary>The account cannot be used until a person sees to it.</summary>
    Broken,

    /// <summary>Not now.</summary>
    Busy,

    /// <summary>Nobody knows whether it was done.</summary>
    Unclear,
}

/// <summary>One row of a far side's table of errors.</summary>
/// <param name="Least">The lowest HTTP status that it is about.</param>
/// <param name="Most">The highest.</param>
/// <param name="Word">What the answer must say besides; null: anything.</param>
/// <param name="Code">The job's code where it is refused.</param>
internal sealed record WebRefusal(int Least, int Most, string? Word, WebMeaning Meaning, string Code = JobFault.ActionFailed)
{
    public const string NotOnWhatsApp = "recipient_not_on_whatsapp";
    public const string TooManyFiles = "too_many_attachments";
    public const string FileTooLarge = "attachment_too_large";

    public WebRefusal(int status, string? word, WebMeaning meaning, string code = JobFault.ActionFailed)
        : this(status, status, word, meaning, code)
    {
    }
}
