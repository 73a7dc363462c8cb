using Postrider.Accounts;
using Postrider.Channels;
using Postrider.Storage;

namespace Postrider.Inbox;

/// <summary>Some far sides let free words through only for a while after a contact wrote; beyond that, only a template that they approved.</summary>
public sealed class ReplyWindows(Drivers drivers, IInboxStore inbox, TimeProvider time)
{
    /// <summary>The setting that names the template for whatever is written outside the window.</summary>
    public const string Template = "template";

    /// <summary>Whether a message that starts then will come too late, unless the contact writes before; null: it will not.</summary>
    /// <param name="account">What it goes through.</param>
    /// <param name="address">The contact's normal form.</param>
    /// <param name="startAt">When it shall start; null: now.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async ValueTask<MissedWindow?> MissedAsync(Account account, string address, DateTimeOffset? startAt, CancellationToken cancellationToken)
    {
        if (drivers.Find(account.Kind)?.Kind.ReplyWindow is not { } window || HasTemplate(account))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var starts = startAt > now ? startAt.Value : now;
        var last = await inbox.FindLastInboundAsync(account.Workspace, account.AccountId, address, cancellationToken);
        return last + window > starts ? null : new MissedWindow(window, last);
    }

    private static bool HasTemplate(Account account) => account.Settings[Template] is { } name && name.GetValueKind() == System.Text.Json.JsonValueKind.String && !string.IsNullOrWhiteSpace((string?)name);
}

/// <summary>A window that is not open.</summary>
/// <param name="Length">For how long it is open after each message of the contact.</param>
/// <param name="LastInboundAt">Null: the contact never wrote.</param>
public sealed record MissedWindow(TimeSpan Length, DateTimeOffset? LastInboundAt);
