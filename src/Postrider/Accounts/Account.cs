using System.Text.Json.Nodes;
using Postrider.Channels;

namespace Postrider.Accounts;

/// <summary>A connected account as the store keeps it: its secrets still sealed.</summary>
public sealed record Account
{
    public required WorkspaceId Workspace { get; init; }

    public required string AccountId { get; init; }

    /// <summary>What the Actions API names it by; 0 until it is stored.</summary>
    public long Number { get; init; }

    /// <summary>Whether somebody set it as its channel's default. Who sends by default: <see cref="Storage.IAccountStore.FindDefaultAsync"/>.</summary>
    public bool IsDefault { get; init; }

    public required string Kind { get; init; }

    public required string Channel { get; init; }

    public required string Name { get; init; }

    public string? Identifier { get; init; }

    public AccountStatus Status { get; init; }

    public string? StatusReason { get; init; }

    /// <summary>What is wrong with the side that receives; null where it works, is not there, or was not looked at.</summary>
    public string? ReceivingReason { get; init; }

    public bool Paused { get; init; }

    /// <summary>The kind's own settings that are not secret.</summary>
    public required JsonObject Settings { get; init; }

    public byte[]? SealedSecrets { get; init; }

    public int? DailyLimit { get; init; }

    public RampUp? RampUp { get; init; }

    public SendWindow? Window { get; init; }

    /// <summary>An IANA zone; the day of <see cref="DailyLimit"/> and the hours of <see cref="Window"/> are counted in it.</summary>
    public string TimeZone { get; init; } = "UTC";

    public int JitterSeconds { get; init; }

    public int MaxConnections { get; init; } = 4;

    /// <summary>HTML that goes below an answer where its writer asks for it.</summary>
    public string? Signature { get; init; }

    /// <summary>Whether its mails carry a link to unsubscribe, and in which words; null: in those of the house.</summary>
    public bool OptOutLink { get; init; }

    /// <inheritdoc cref="OptOutLink"/>
    public string? OptOutText { get; init; }

    /// <summary>How much of each action it may do in a day; null: only <see cref="DailyLimit"/> counts.</summary>
    public ActionLimits? ActionLimits { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool CanSend => Status == AccountStatus.Ok && !Paused;

    /// <summary>Of mail only where the mailbox is read, too.</summary>
    public bool CanReceive => Status == AccountStatus.Ok && Channel != Channels.Channel.Voice && (Kind != "smtp" || Settings["imap_host"] is not null);

    /// <summary>What is wrong with the side that sends.</summary>
    public string? SendingReason => Status == AccountStatus.Ok || StatusReason == ReceivingReason ? null : StatusReason;

    /// <summary>What kind of LinkedIn account it is: public, salesNavigator or premium; null where that is not known. The sandbox's can do everything unless told otherwise.</summary>
    public string? ProfileType => Channel != Channels.Channel.LinkedIn ? null : (string?)Settings["account_type"] ?? (Kind == "sandbox" ? "salesNavigator" : null);

    /// <summary>How many InMails it has left; null: nobody counts them.</summary>
    public int? InMailCredits => (int?)Settings["inmail_credits"];

    /// <summary>The connection's state in the words of the wire.</summary>
    public string Lifecycle => Paused ? "paused" : Status switch
    {
        AccountStatus.Ok => "active",
        AccountStatus.Credentials => "reconnect_required",
        _ => "error",
    };

    /// <summary>The account with what a probe found.</summary>
    public Account Probed(ProbeResult result) =>
        this with { Status = result.Status, StatusReason = result.Reason, ReceivingReason = result.ReceivingReason, Identifier = result.Identifier ?? Identifier };
}
