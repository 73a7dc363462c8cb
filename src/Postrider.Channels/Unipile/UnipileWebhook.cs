using System.Text.Json;

namespace Postrider.Channels.Unipile;

/// <summary>One of the webhooks that are there, as Unipile lists it.</summary>
/// <param name="Accounts">The ids of those that it tells of; none: all.</param>
/// <param name="Events">What it tells; null: Unipile does not say.</param>
internal sealed record UnipileWebhook(string Id, string? Name, string? Source, string? Address, bool IsOn, IReadOnlyList<string> Accounts, IReadOnlyList<string>? Events)
{
    private const string Json = "json";

    /// <summary>Null: it is none.</summary>
    public static UnipileWebhook? Read(JsonElement item) => item.Id("id") is not { } id ? null : new UnipileWebhook(
        id,
        item.Text("name"),
        item.Text("source"),
        item.Text("request_url"),
        item.Flag("enabled") != false && item.Text("format") is null or Json,
        [.. item.Items("account_ids").Select(account => account.Id("id")).OfType<string>().Concat(Texts(item, "account_ids") ?? [])],
        Texts(item, "events"));

    /// <summary>Whether it tells this address all that the part is about. One that tells of no account in particular tells of all.</summary>
    /// <param name="name">By which one of the part's is known that was made here: not every list says what a webhook is about.</param>
    public bool Serves(UnipileWebhookPart part, string name, string address, string farId) =>
        IsOn && (Source is null ? Name == name : Source == part.Source) && Address == address && (Accounts.Count == 0 || Accounts.Contains(farId)) && (Events is null || part.Events.All(Events.Contains));

    /// <summary>The texts of a list as they are written; null: there is no list. None of the words that are looked for needs an escape, and half a character would throw.</summary>
    private static string[]? Texts(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetRawText().Trim('"'))]
            : null;
}

/// <summary>What one webhook is about.</summary>
/// <param name="Source">Unipile's name for it.</param>
/// <param name="Events">What is told of it; none: all of it.</param>
internal sealed record UnipileWebhookPart(string Source, IReadOnlyList<string> Events)
{
    private static readonly UnipileWebhookPart _messages = new("messaging", ["message_received", "message_delivered", "message_read"]);
    private static readonly UnipileWebhookPart _status = new("account_status", []);
    private static readonly UnipileWebhookPart _relations = new("users", ["new_relation"]);

    /// <summary>Relations are LinkedIn's alone.</summary>
    public static IReadOnlyList<UnipileWebhookPart> Of(string channel) => channel == Channel.LinkedIn ? [_messages, _status, _relations] : [_messages, _status];
}
