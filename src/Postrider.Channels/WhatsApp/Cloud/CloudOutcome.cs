using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>What an answer that is no success means for the job and for the account.</summary>
internal static class CloudOutcome
{
    private const string Meta = "Meta";

    /// <param name="answer">To the message itself, or to the upload before it.</param>
    /// <param name="isHandOver">Whether the message may be there all the same, where the answer does not say.</param>
    public static Outcome Of(FarSideAnswer answer, bool isHandOver)
    {
        if (answer.Status == 0)
        {
            return isHandOver ? answer.NoAnswer(Meta) : new Outcome.Unreachable($"{Meta} did not take the file: {answer.Words}");
        }

        var error = CloudError.Read(answer.Body);
        var words = $"{Meta} answered {answer.Status}: {error?.Words ?? answer.Beginning}";
        return error?.Fault is { } fault ? fault.Outcome(words, answer.RetryAfter)
            : answer.Status == 401 ? FarFault.Held(words, AccountStatus.Credentials)
            : answer.Status == 429 ? new Outcome.Deferred(words, answer.RetryAfter)
            : answer.Status is >= 400 and < 500 and not 408 ? new Outcome.Refused(words)
            : isHandOver ? new Outcome.Unknown(words)
            : new Outcome.Unreachable(words);
    }

    /// <summary>What a probe says of such an answer.</summary>
    public static ProbeResult OfProbe(FarSideAnswer answer)
    {
        var error = CloudError.Read(answer.Body);
        var status = error?.Fault?.Account ?? (answer.Status == 401 ? AccountStatus.Credentials : AccountStatus.Error);
        return new ProbeResult(status, answer.Status == 0 ? $"{Meta} did not answer: {answer.Words}" : $"{Meta} answered {answer.Status}: {error?.Words ?? answer.Beginning}");
    }
}
