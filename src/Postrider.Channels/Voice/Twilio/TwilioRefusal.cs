using Postrider.Calls;

namespace Postrider.Channels.Voice.Twilio;

/// <summary>What it means for a call that the carrier did not take it.</summary>
internal static class TwilioRefusal
{
    /// <summary>The codes by which no number of that kind exists; that a number may not be called is another matter.</summary>
    private static readonly int[] _noSuchNumber = [13223, 13224, 21211, 21214, 21217];

    public static string Outcome(TwilioAnswer answer) => answer.Code is { } code && Array.IndexOf(_noSuchNumber, code) >= 0 ? CallOutcome.InvalidNumber : CallOutcome.Failed;
}
