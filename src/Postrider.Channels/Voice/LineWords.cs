using Postrider.Calls;

namespace Postrider.Channels.Voice;

/// <summary>Lines of ours on a line.</summary>
internal static class LineWords
{
    public const string Agent = "agent";
    public const string Callee = "callee";

    /// <summary>Says it to the end; what was already being said comes first.</summary>
    public static Task SayAsync(this ICallLine line, SpokenLine said, ICallEntry entry, CancellationToken cancellationToken)
    {
        entry.Said(Agent, said.Text);
        line.Say(said.Sound.Span);
        return line.WhenSaidAsync(cancellationToken);
    }
}
