using Postrider.Attempts;
using Postrider.Channels;

namespace Postrider.Calls;

/// <summary>Where drivers write down what a call does. Every change of state becomes an event of the workspace.</summary>
public interface ICallLog
{
    /// <summary>The entry of one attempt, to be disposed when the attempt is over.</summary>
    ICallEntry Open(DriverJob job);
}

/// <summary>One call while it goes on. Its members return at once; what they tell is written in order, in the background, until it is written.</summary>
public interface ICallEntry : IAsyncDisposable
{
    /// <summary>Ends when somebody asks for the call's end; of a call that nobody ends so, never.</summary>
    Task HangUpAsked { get; }

    /// <summary>The INVITE is about to leave. Told once <see cref="DriverJob.MayCommit"/> has said yes, since a call that was dialed does not wait any more.</summary>
    void Dialing();

    /// <summary>The far side has it, under a name by which it can be asked later what became of it.</summary>
    void KnownAs(string farSideId);

    void Ringing();

    void Answered();

    void AnsweredBy(string answerer);

    void Said(string who, string text);

    void Pressed(char digit);

    void OptedOut();

    void Warn(string text);

    void Recorded(byte[] sha256);

    /// <summary>The call is over this moment. What is left to do, like keeping its recording, is no part of it.</summary>
    void HungUp();

    /// <summary>Writes the end, waits until all is written, and gives what the engine is to know: the outcome's word decides whether the job succeeded, failed or is unknown.</summary>
    /// <param name="outcome">One of <see cref="CallOutcome"/>.</param>
    /// <param name="endedBy">One of <see cref="CallEnder"/>; null: it never began, or nobody knows.</param>
    /// <param name="code">The SIP code, where there is one.</param>
    /// <param name="reason">The far side's words or ours, for people.</param>
    Task<Outcome> EndAsync(string outcome, string? endedBy, int? code, string? reason);
}
