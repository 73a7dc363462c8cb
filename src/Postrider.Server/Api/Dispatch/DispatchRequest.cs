using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Postrider.Contacts;
using Postrider.Jobs;

namespace Postrider.Server.Api.Dispatch;

/// <summary>One dispatch as the wire has it, read and checked: either its first fault or everything that a job needs but its account.</summary>
internal sealed class DispatchRequest
{
    private static readonly TimeSpan _furthest = TimeSpan.FromDays(366);
    private const int LargestMetadata = 64 * 1024;
    private const double LongestInterval = 86_400;

    public ApiError? Fault { get; private set; }

    public string AccountId { get; private set; } = "";

    public string Channel { get; private set; } = "";

    public string Action { get; private init; } = JobAction.Dispatch;

    /// <summary>The recipient's normal form.</summary>
    public string Address { get; private set; } = "";

    public TimeSpan Gap { get; private set; }

    /// <summary>Null: as the account has it.</summary>
    public TimeSpan? MostJitter { get; private set; }

    public DateTimeOffset? SendAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public bool DryRun { get; private set; }

    public TimeSpan? DedupeWindow { get; private set; }

    public JobBody Body { get; private set; } = null!;

    public IReadOnlyList<ContentReader.File> Files { get; private set; } = [];

    /// <summary>Same account, recipient and content, same fingerprint.</summary>
    public Guid Fingerprint { get; private set; }

    public static DispatchRequest Read(JsonElement root, TimeSpan floor, DateTimeOffset now)
    {
        var request = new DispatchRequest();
        ApiError? fault = null;
        request.ReadTarget(root, ref fault);
        if (Channels.Channel.IsOutreach(request.Channel))
        {
            request.ReadContent(root, ref fault);
        }

        request.ReadOptions(root, floor, now, ref fault);
        request.Fault = fault;
        return request;
    }

    /// <summary>A post-like; it shares the LinkedIn lane and its options.</summary>
    public static DispatchRequest ReadLike(JsonElement root, TimeSpan floor, DateTimeOffset now)
    {
        var request = new DispatchRequest { Channel = Channels.Channel.LinkedIn, Action = JobAction.PostLike };
        ApiError? fault = null;
        var members = new Members(root);
        request.AccountId = members.Text(DispatchErrors.AccountIdRequired, ref fault, "account_id", "accountId") ?? "";
        var url = members.Text(DispatchErrors.LikeProfileUrlRequired, ref fault, "profile_url", "profileUrl");
        fault ??= url is null ? DispatchErrors.LikeProfileUrlRequired : null;
        request.Address = (url is null ? null : RecipientAddress.LinkedIn(url)) ?? "";
        fault ??= request.Address.Length == 0 ? DispatchErrors.InvalidProfileUrl : null;
        var topic = members.Text(DispatchErrors.ContentRequired, ref fault, "content", "topic", "intent");
        fault ??= topic is null or { Length: > 2000 } ? DispatchErrors.ContentRequired : null;
        var limit = 20;
        if (members.Find("post_limit", "postLimit") is { } wished && (wished.ValueKind != JsonValueKind.Number || !wished.TryGetInt32(out limit) || limit is < 1 or > 50))
        {
            fault ??= DispatchErrors.InvalidPostLimit;
        }

        var locale = members.Text(DispatchErrors.InvalidLocale, ref fault, "locale");
        fault ??= locale is null or "en" or "zh" ? null : DispatchErrors.InvalidLocale;
        request.Body = new JobBody { Recipient = new JobRecipient { ProfileUrl = url }, Content = new JobContent { Post = new PostWish(topic ?? "", limit, locale) } };
        request.ReadOptions(root, floor, now, ref fault);
        request.Fault = fault;
        return request;
    }

    private void ReadTarget(JsonElement root, ref ApiError? fault)
    {
        var members = new Members(root);
        AccountId = members.Text(DispatchErrors.AccountIdRequired, ref fault, "account_id") ?? "";
        fault ??= AccountId.Length is 0 or > 200 ? DispatchErrors.AccountIdRequired : null;
        Channel = members.Text(DispatchErrors.InvalidChannel, ref fault, "channel") ?? "";
        fault ??= Channels.Channel.IsOutreach(Channel) ? null : DispatchErrors.InvalidChannel;
        var action = members.Text(DispatchErrors.InvalidAction, ref fault, "action");
        fault ??= action == "outreach" ? null : DispatchErrors.InvalidAction;
    }

    private void ReadContent(JsonElement root, ref ApiError? fault)
    {
        var members = new Members(root);
        var (recipient, content) = (members.Find("recipient"), members.Find("content"));
        var (required, names) = Channel switch
        {
            Channels.Channel.Email => (DispatchErrors.AddressRequired, "address"),
            Channels.Channel.LinkedIn => (DispatchErrors.ProfileUrlRequired, "profile_url"),
            _ => (DispatchErrors.PhoneRequired, "phone"),
        };
        var target = new Members(recipient ?? default).Text(required, ref fault, names);
        fault ??= target is null ? required : null;
        if (Channel == Channels.Channel.LinkedIn && target is not null)
        {
            Address = RecipientAddress.LinkedIn(target) ?? "";
            fault ??= Address.Length == 0 ? DispatchErrors.InvalidProfileUrl : null;
        }

        var isMail = Channel == Channels.Channel.Email;
        var read = isMail ? ContentReader.Mail(content, ref fault) : ContentReader.Message(content, ref fault);
        if (target is not null && Address.Length == 0 && fault is null)
        {
            Address = (isMail ? RecipientAddress.Mail(target) : RecipientAddress.Phone(target)) ?? "";
            fault ??= Address.Length > 0 ? null : isMail ? DispatchErrors.InvalidAddress : DispatchErrors.PhoneRequired;
        }

        var name = ContentReader.Name(recipient, ref fault);
        Files = read.Files;
        Body = new JobBody
        {
            Recipient = Channel switch
            {
                Channels.Channel.Email => new JobRecipient { Address = target?.Trim(), Name = name },
                Channels.Channel.LinkedIn => new JobRecipient { ProfileUrl = target?.Trim(), Name = name },
                _ => new JobRecipient { Phone = target?.Trim(), Name = name },
            },
            Content = new JobContent
            {
                Subject = read.Subject,
                Text = read.Text,
                Html = read.Html,
                Unsubscribe = read.Unsubscribe,
                UnsubscribeText = read.UnsubscribeText,
                Attachments = read.Files.Count == 0 ? null : [.. read.Files.Select(file => file.ToAttachment())],
            },
        };
    }

    private void ReadOptions(JsonElement root, TimeSpan floor, DateTimeOffset now, ref ApiError? fault)
    {
        var members = new Members(root);
        if (members.Find("metadata") is { } metadata)
        {
            var fits = metadata.ValueKind == JsonValueKind.Object && System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(metadata).Length <= LargestMetadata;
            fault ??= fits ? null : DispatchErrors.InvalidMetadata;
            if (fits && Body is not null)
            {
                Body = Body with { Metadata = metadata };
            }
        }

        var interval = members.Seconds(double.MinValue, double.MaxValue, DispatchErrors.InvalidInterval, ref fault, "min_channel_task_interval_seconds", "minChannelTaskIntervalSeconds", "min_user_task_interval_seconds");
        Gap = interval is not { } wished || wished < floor ? floor : wished.TotalSeconds > LongestInterval ? TimeSpan.FromSeconds(LongestInterval) : wished;
        SendAt = members.Time(DispatchErrors.InvalidSendAt, ref fault, "send_at");
        fault ??= SendAt > now + _furthest ? DispatchErrors.InvalidSendAt : null;
        ExpiresAt = members.Time(DispatchErrors.InvalidExpiresAt, ref fault, "expires_at");
        fault ??= ExpiresAt <= now || ExpiresAt <= SendAt ? DispatchErrors.InvalidExpiresAt : null;
        MostJitter = members.Seconds(0, LongestInterval, DispatchErrors.InvalidJitter, ref fault, "jitter_seconds");
        DedupeWindow = members.Seconds(0, 30 * LongestInterval, DispatchErrors.InvalidDedupeWindow, ref fault, "dedupe_window_seconds") is { Ticks: > 0 } window ? window : null;
        if (members.Find("dry_run") is { } dryRun)
        {
            fault ??= dryRun.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : DispatchErrors.InvalidDryRun;
            DryRun = dryRun.ValueKind == JsonValueKind.True;
        }

        if (fault is null && DedupeWindow is not null)
        {
            var text = string.Join('\u001f', AccountId, Channel, Action, Address, Body!.Content.Subject, Body.Content.Text, Body.Content.Html, Body.Content.Post?.Topic,
                string.Join('\u001e', Body.Content.Attachments?.Select(attachment => attachment.Sha256) ?? []));
            Fingerprint = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
        }
    }
}
