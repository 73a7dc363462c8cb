using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>
/// The attempt that a message belongs to, in the address at which Twilio tells what becomes of it: Twilio calls it back with its query as it is, and signs it with that. It has
/// letters and digits alone, which nobody on the way writes otherwise.
/// </summary>
internal static class TwilioMark
{
    private const string Job = "job";
    private const string Attempt = "attempt";

    public static string Add(string address, Guid jobId, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{address}?{Job}={jobId:N}&{Attempt}={attempt}");

    /// <summary>Null: the address carries none.</summary>
    public static string? Read(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        return query.TryGetValue(Job, out var job) && Guid.TryParseExact(job.ToString(), "N", out var jobId)
            && query.TryGetValue(Attempt, out var attempt) && int.TryParse(attempt.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? MessageMark.Of(jobId, number) : null;
    }
}
