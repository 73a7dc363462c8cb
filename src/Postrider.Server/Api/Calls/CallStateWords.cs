using Postrider.Calls;

namespace Postrider.Server.Api.Calls;

/// <summary>The states of a call in the words of the wire.</summary>
internal static class CallStateWords
{
    public static string Word(this CallState state) => state switch
    {
        CallState.Queued => "queued",
        CallState.Dialing => "dialing",
        CallState.Ringing => "ringing",
        CallState.InProgress => "in_progress",
        _ => "ended",
    };

    public static CallState? Find(string word) => Enum.GetValues<CallState>().Cast<CallState?>().FirstOrDefault(state => state!.Value.Word() == word);
}
