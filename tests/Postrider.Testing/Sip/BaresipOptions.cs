namespace Postrider.Testing.Sip;

public sealed record BaresipOptions
{
    /// <summary>The only user that it knows: others are answered 404.</summary>
    public string User { get; init; } = "callee";

    /// <summary>What it says when it has answered; at its end it hangs up.</summary>
    public short[] Says { get; init; } = Clip.Silence(60);

    /// <summary>Whether it takes calls by itself; otherwise it rings.</summary>
    public bool Answers { get; init; } = true;

    /// <summary>How it talks, best first.</summary>
    public string Codecs { get; init; } = "PCMU/8000/1,PCMA/8000/1";

    /// <summary><c>srtp</c>, <c>srtp-mand</c> or nothing.</summary>
    public string Encryption { get; init; } = "";
}
