using Postrider.Attempts;
using Postrider.Contacts;
using Postrider.Storage;

namespace Postrider.Channels.WhatsApp.Web;

/// <summary>Whom WhatsApp knows by which chat id. Of a number this is asked once in a while: there are numbers that are not spelled as they are dialled.</summary>
internal sealed class WebChats(IProfileStore profiles)
{
    // Numbers change hands, and people leave.
    private static readonly TimeSpan _fresh = TimeSpan.FromDays(30);
    private static readonly TimeSpan _ever = TimeSpan.FromDays(36_500);

    /// <param name="ask">Asks the far side about a number's digits.</param>
    /// <returns>The chat's id, or what the attempt comes to without one.</returns>
    public async Task<(string? Chat, Outcome? Instead)> FindAsync(DriverJob job, Func<string, Task<(string? Chat, Outcome? Instead)>> ask, CancellationToken cancellationToken)
    {
        if (DigitsOf(job.Address) is not { } digits)
        {
            return (RecipientAddress.Bare(job.Address), null);
        }

        var (workspace, accountId) = (job.Job.Workspace, job.Account.Account.AccountId);
        if (await profiles.FindAsync(workspace, accountId, job.Address, _fresh, cancellationToken) is { } known)
        {
            return (known.FarId, null);
        }

        var asked = await ask(digits);
        if (asked.Chat is { } chat)
        {
            // Kept before anything is sent: whoever is not known was certainly never written to.
            await profiles.KeepAsync(workspace, accountId, job.Address, new FarProfile(chat, FarProfile.Unknown), cancellationToken);
        }

        return asked;
    }

    /// <summary>Where an attempt would have written; null: it never came so far as to ask.</summary>
    public async Task<string?> FindKnownAsync(DriverJob job, CancellationToken cancellationToken) =>
        DigitsOf(job.Address) is null ? RecipientAddress.Bare(job.Address)
        : (await profiles.FindAsync(job.Job.Workspace, job.Account.Account.AccountId, job.Address, _ever, cancellationToken))?.FarId;

    /// <summary>Null: the address is no number but a chat's id as the far side itself writes it.</summary>
    private static string? DigitsOf(string address) => address.StartsWith("phone:+", StringComparison.Ordinal) ? address["phone:+".Length..] : null;
}
