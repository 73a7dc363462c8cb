using Postrider.Server.Api.Actions;

namespace Postrider.Server.Api.Calls;

/// <summary>All that is wrong with a body in one message, each fault with its path.</summary>
internal static class FaultSentence
{
    private const int MostTold = 50;

    public static string Of(IReadOnlyList<FieldFault> faults)
    {
        var told = string.Join(' ', faults.Take(MostTold).Select(fault => $"{fault.Pointer.TrimEnd('/')}: {fault.Detail}"));
        return faults.Count > MostTold ? $"{told} And {faults.Count - MostTold} more." : told;
    }
}
