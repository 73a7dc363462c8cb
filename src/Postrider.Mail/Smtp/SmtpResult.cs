namespace Postrider.Mail.Smtp;

/// <summary>What became of one mail.</summary>
public abstract record SmtpResult
{
    private SmtpResult()
    {
    }

    /// <summary>The server answered the final dot with a yes: it is responsible now.</summary>
    public sealed record Accepted(SmtpReply Reply) : SmtpResult;

    /// <summary>The server said no for good.</summary>
    public sealed record Refused(SmtpReply Reply) : SmtpResult;

    /// <summary>The server said not now.</summary>
    public sealed record Deferred(SmtpReply Reply) : SmtpResult;

    /// <summary>The server wants a sign-in, or another one.</summary>
    public sealed record NotSignedIn(SmtpReply Reply) : SmtpResult;

    /// <summary>The session broke before the final dot was sent: certainly not handed over.</summary>
    public sealed record Broken(string Detail) : SmtpResult;

    /// <summary>The session broke after the final dot was sent and before its answer came.</summary>
    public sealed record Unknown(string Detail) : SmtpResult;

    /// <summary>The caller did not allow the final dot.</summary>
    public sealed record NotCommitted : SmtpResult;
}
