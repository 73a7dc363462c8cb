using System.Text.Json.Serialization;

namespace Postrider.Calls;

/// <summary>One step of a script.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(Say), "say")]
[JsonDerivedType(typeof(Play), "play")]
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(Choose), "choose")]
[JsonDerivedType(typeof(OptOut), "opt_out")]
[JsonDerivedType(typeof(HangUp), "hang_up")]
public abstract record CallStep
{
    private CallStep()
    {
    }

    /// <summary>Says a text; placeholders are not filled in yet.</summary>
    public sealed record Say(string Text) : CallStep;

    /// <summary>Plays an uploaded recording that lies in the content store.</summary>
    public sealed record Play(string Sha256, string FileName) : CallStep;

    public sealed record Pause(double Seconds) : CallStep;

    /// <summary>Says the prompt, waits for one digit and goes on in its branch; another digit, or none, goes to <paramref name="Otherwise"/>. After a branch the script goes on behind this step.</summary>
    public sealed record Choose(string? Prompt, double Seconds, IReadOnlyDictionary<string, IReadOnlyList<CallStep>> Digits, IReadOnlyList<CallStep> Otherwise) : CallStep;

    /// <summary>Writes the callee to the suppression list, says the text and hangs up.</summary>
    public sealed record OptOut(string? Text) : CallStep;

    public sealed record HangUp : CallStep;
}
