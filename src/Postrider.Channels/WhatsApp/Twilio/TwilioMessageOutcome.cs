using Postrider.Accounts;
using Postrider.Attempts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>What an answer that is no success means for the job and for the account.</summary>
internal static class TwilioMessageOutcome
{
    private const string Twilio = "Twilio";
    private const int LongestWords = 500;

    public static Outcome Of(FarSideAnswer answer)
    {
        if (answer.Status == 0)
        {
            return answer.NoAnswer(Twilio);
        }

        var words = Words(answer);
        return answer.Status is >= 500 or 408 or < 400 ? new Outcome.Unknown(words)
            : Fault(answer) is { } fault ? fault.Outcome(words, answer.RetryAfter)
            : answer.Status == 401 ? FarFault.Held(words, AccountStatus.Credentials)
            : answer.Status == 429 ? new Outcome.Deferred(words, answer.RetryAfter)
            : new Outcome.Refused(words);
    }

    public static ProbeResult OfProbe(FarSideAnswer answer) => answer.Status == 0
        ? new ProbeResult(AccountStatus.Error, $"{Twilio} did not answer: {answer.Words}")
        : new ProbeResult(Fault(answer)?.Account ?? (answer.Status == 401 ? AccountStatus.Credentials : AccountStatus.Error), Words(answer));

    public static FarFault? Fault(FarSideAnswer answer) => FarJson.Read(answer.Body).Number("code") is { } code ? TwilioMessageFault.Find(code) : null;

    public static string Words(FarSideAnswer answer)
    {
        var error = FarJson.Read(answer.Body);
        var said = error.Text("message");
        return $"{Twilio} answered {answer.Status}: {(said is null ? answer.Beginning : said.Length > LongestWords ? said[..LongestWords] : said)}{(error.Number("code") is { } code ? $" ({code})" : "")}";
    }
}
