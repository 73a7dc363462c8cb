using System.Text.Json.Nodes;

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

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool CanSend => Status == AccountStatus.Ok && !Paused;

    /// <summary>Of mail only where the mailbox is read, too.</summary>
    public bool CanReceive => Status == AccountStatus.Ok && Channel != Channels.Channel.Voice && (Kind != "smtp" || Settings["imap_host"] is not null);

    /// <summary>The connection's state in the words of the wire.</summary>
    public string Lifecycle => Paused ? "paused" : Status switch
    {
        AccountStatus.Ok => "active",
        AccountStatus.Credentials => "reconnect_required",
        _ => "error",
    };
}
