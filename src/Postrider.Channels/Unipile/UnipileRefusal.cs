using Postrider.Jobs;

namespace Postrider.Channels.Unipile;

/// <summary>What Unipile's word for something that went wrong means for the job and for its account.</summary>
internal enum RefusalMeaning
{
    /// <summary>No for good, about this job alone.</summary>
    Refused,

    /// <summary>There is no such person, chat or account; which of them, only another look tells.</summary>
    Missing,

    /// <summary>The access key is not taken.</summary>
    WrongKey,

    /// <summary>The account must be signed in again.</summary>
    SignIn,

    /// <summary>The account cannot be used until a person sees to it.</summary>
    Broken,

    /// <summary>Too fast: not now.</summary>
    Busy,

    /// <summary>LinkedIn's own limit: this action rests for a day.</summary>
    Capped,

    /// <summary>They are connected: what was to be an invitation goes as a message.</summary>
    Connected,

    /// <summary>They were invited before.</summary>
    Invited,

    /// <summary>They are not connected: what was to be a message goes as an invitation.</summary>
    NotConnected,

    /// <summary>It was done before, and nothing is left to do.</summary>
    Done,

    /// <summary>Nobody knows whether it was done.</summary>
    Unclear,
}

/// <param name="Type">Unipile's word, without what it begins with.</param>
/// <param name="Code">The job's code where it is refused.</param>
internal sealed record UnipileRefusal(string Type, RefusalMeaning Meaning, string Code = JobFault.ActionFailed);
