using Postrider.Attempts;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>One of our own messages in a chat, as the far side keeps it.</summary>
internal sealed record WebSaid(string? Id, string? Text, bool HasFile, DateTimeOffset? At);

/// <summary>
/// Looks for an attempt among what was said. What is there was sent. What is not there may have been sent all the same: these servers write down
/// what they sent only after they sent it, and some of them only if they are told to. So absence is never certain, and nothing is sent again.
/// </summary>
internal static class WebHistory
{
    /// <summary>What WhatsApp messages come to.</summary>
    public const string Action = "message";

    // By so much the far side's clock may be behind.
    private static readonly TimeSpan _slack = TimeSpan.FromMinutes(2);

    public static DateTimeOffset Since(DriverJob job) => job.StartedAt > DateTimeOffset.UnixEpoch + _slack ? job.StartedAt - _slack : DateTimeOffset.UnixEpoch;

    /// <param name="ownId">The id that was asked for; null: the far side gives its own.</param>
    public static Finding Find(DriverJob job, IEnumerable<WebSaid> ours, string? ownId)
    {
        var said = ours.Where(message => message.Id is not null && !(message.At < Since(job))).ToArray();
        var (text, hasFile) = (Letters(job.Body.Content.Text), job.Body.Content.Voice is not null || job.Body.Content.Attachments is { Count: > 0 });
        var alike = ownId is not null && Array.Find(said, message => message.Id == ownId) is { } own
            ? [own]
            : Array.FindAll(said, message => message.HasFile == hasFile && Letters(message.Text) == text);
        return alike switch
        {
            [var it] => new Finding.Present(new Delivery(Action, it.Id) { IsSaid = true }),
            [] => new Finding.CannotTell("It is not in the chat's history, which does not always have what was sent."),
            _ => new Finding.CannotTell("The same was said more than once at the time, and whether this is one of them cannot be told."),
        };
    }

    /// <summary>Spaces and line ends are not always kept on the way.</summary>
    private static string Letters(string? text) => string.Concat((text ?? "").Where(letter => !char.IsWhiteSpace(letter)));
}
