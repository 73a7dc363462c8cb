namespace Postrider.Testing.Twilio;

/// <summary>What becomes of the calls that a carrier is asked for.</summary>
public sealed record CarrierFate
{
    /// <summary>The status with which it refuses to take them; null: it takes them.</summary>
    public int? Refusal { get; init; }

    public int Code { get; init; }

    public string Words { get; init; } = "No.";

    /// <summary>The request is heard, and never answered.</summary>
    public bool IsMute { get; init; }

    /// <summary>The call is taken, and the answer says that something broke down, such as 500.</summary>
    public int? Breakdown { get; init; }

    /// <summary>How it ends; only of a call that comes to <c>completed</c> was there an answer.</summary>
    public string End { get; init; } = "completed";

    public int? SipCode { get; init; }

    /// <summary>It rings until this; then it is answered, or ends.</summary>
    public Task Ringing { get; init; } = Task.CompletedTask;

    /// <summary>Whether it tells how a call goes.</summary>
    public bool Tells { get; init; } = true;

    /// <summary>Tells the last first, and everything twice.</summary>
    public bool IsJumbled { get; init; }

    /// <summary>Whether it opens a media stream to who was answered.</summary>
    public bool Streams { get; init; } = true;

    /// <summary>Null: with the right secret. Empty: not at all.</summary>
    public string? StreamSignature { get; init; }

    /// <summary>What the callee presses the moment that the stream begins; null: nothing.</summary>
    public char? PressesAtOnce { get; init; }

    /// <summary>Whether it sends marks back.</summary>
    public bool Marks { get; init; } = true;

    /// <summary>Whether a call goes on though its stream broke, until somebody hangs up.</summary>
    public bool OutlivesStream { get; init; }
}
