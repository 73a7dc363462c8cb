using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>What a <see cref="ScriptedSmtpServer"/> does at a step instead of what it should.</summary>
public abstract record SmtpAnswer
{
    private SmtpAnswer()
    {
    }

    /// <summary>Ends the session at once, with a reset.</summary>
    public static SmtpAnswer Reset { get; } = new Dropped(WithReset: true);

    /// <summary>Ends the session politely: what was sent arrives, then the end.</summary>
    public static SmtpAnswer Close { get; } = new Dropped(WithReset: false);

    /// <summary>Says nothing until the server is disposed of.</summary>
    public static SmtpAnswer Silence { get; } = new Waited(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System), null);

    /// <summary>Says this instead, with a line end added. The step counts as done where it begins with 2 or 3.</summary>
    public static SmtpAnswer Say(string text) => new Said(Encoding.UTF8.GetBytes(text + "\r\n"), text is ['2' or '3', ..]);

    /// <summary>Sends these bytes as they are; the step then counts as done or not.</summary>
    public static SmtpAnswer Send(ReadOnlyMemory<byte> bytes, bool isDone = true) => new Said(bytes, isDone);

    /// <summary>Waits, then does the other; null: what it should.</summary>
    public static SmtpAnswer After(Task released, SmtpAnswer? then = null) => new Waited(released, then);

    /// <summary>Says this, then ends the session.</summary>
    public static SmtpAnswer SayAndClose(string text) => new Said(Encoding.UTF8.GetBytes(text + "\r\n"), IsDone: false) { Closes = true };

    internal sealed record Said(ReadOnlyMemory<byte> Bytes, bool IsDone) : SmtpAnswer
    {
        public bool Closes { get; init; }
    }

    internal sealed record Waited(Task Released, SmtpAnswer? Then) : SmtpAnswer;

    internal sealed record Dropped(bool WithReset) : SmtpAnswer;
}
