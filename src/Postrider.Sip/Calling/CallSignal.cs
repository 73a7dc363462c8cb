namespace Postrider.Sip.Calling;

/// <summary>What a call's signalling tells, in order. After <see cref="Ended"/> nothing follows.</summary>
public abstract record CallSignal
{
    private CallSignal()
    {
    }

    /// <summary>The INVITE was answered provisionally (180, 183, …).</summary>
    public sealed record Ringing(int Code, bool HasEarlyMedia) : CallSignal;

    /// <summary>The 2xx came, was acknowledged, and its answer agreed with the offer.</summary>
    public sealed record Answered : CallSignal;

    public sealed record Ended(CallEnd End) : CallSignal;
}

/// <summary>How a call ended.</summary>
/// <param name="Kind">Who or what ended it.</param>
/// <param name="Code">The final response's code, where one came.</param>
/// <param name="Reason">The far side's words (reason phrase, Reason or Warning header), or what went wrong here.</param>
public sealed record CallEnd(CallEndKind Kind, int? Code = null, string? Reason = null);

public enum CallEndKind
{
    /// <summary>No INVITE left this machine, or certainly none arrived (no such host, no TCP or TLS, port unreachable before any answer).</summary>
    Unreachable,

    /// <summary>A final response other than 2xx.</summary>
    Refused,

    /// <summary>The sign-in was refused: 401 or 407 again after the right kind of answer, or 403 to it.</summary>
    SignInRefused,

    /// <summary>We cancelled before an answer, and the far side confirmed.</summary>
    Cancelled,

    /// <summary>INVITE or CANCEL left and nothing final came back: nobody knows whether it rang.</summary>
    Unanswered,

    /// <summary>The callee said BYE.</summary>
    RemoteHungUp,

    /// <summary>We said BYE.</summary>
    LocalHungUp,

    /// <summary>The call was answered and then lost: the session timer ran out, the far side knows no such call, or its answer was unusable.</summary>
    Lost,
}
