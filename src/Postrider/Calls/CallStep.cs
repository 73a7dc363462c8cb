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

    /// <summary>Every recording that these steps may play, in all their branches.</summary>
    public static IEnumerable<Play> Recordings(IEnumerable<CallStep> steps) => steps.SelectMany(step => step switch
    {
        Play play => [play],
        Choose choose => Recordings(choose.Digits.Values.Append(choose.Otherwise).SelectMany(branch => branch)),
        _ => Enumerable.Empty<Play>(),
    });

    /// <summary>Says a text; placeholders are not filled in yet.</summary>
    public sealed record Say(string Text) : CallStep;

    /// <summary>Plays an uploaded recording that lies in the content store.</summary>
    /// <param name="Sha256">Its hash there, in hexadecimal.</param>
    /// <param name="FileName">As it was uploaded.</param>
    /// <param name="AttachmentId">The number of the upload, by which whoever wrote the script named it.</param>
    public sealed record Play(string Sha256, string FileName, long? AttachmentId = null) : CallStep;

    public sealed record Pause(double Seconds) : CallStep;

    /// <summary>Says the prompt, waits for one digit and goes on in its branch; another digit, or none, goes to <paramref name="Otherwise"/>. After a branch the script goes on behind this step.</summary>
    public sealed record Choose(string? Prompt, double Seconds, IReadOnlyDictionary<string, IReadOnlyList<CallStep>> Digits, IReadOnlyList<CallStep> Otherwise) : CallStep;

    /// <summary>Writes the callee to the suppression list, says the text and hangs up.</summary>
    public sealed record OptOut(string? Text) : CallStep;

    public sealed record HangUp : CallStep;
}
