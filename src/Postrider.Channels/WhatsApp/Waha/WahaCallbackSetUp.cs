using System.Text.Json;
using System.Text.Json.Nodes;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Waha;

/// <summary>Adds the account's address to the webhooks of its session. The rest of the session's configuration, the webhooks of others with it, is given back as it was.</summary>
internal sealed class WahaCallbackSetUp(WahaApi api) : ICallbackSetUp
{
    private const string Webhooks = "webhooks";
    private const string Url = "url";
    private const string Events = "events";
    private const string Hmac = "hmac";
    private const string HmacKey = "key";
    private const string AllEvents = "*";

    private static readonly string[] _events = ["message", "message.ack", "session.status"];

    public string Kind => WahaKind.Name;

    public string ByHand => $"On WAHA's dashboard, add callback_url to the session's webhooks with the events {string.Join(", ", _events)}, and hmac_key as its HMAC key if the account has one.";

    public async Task<CallbackSetUp> SetUpAsync(DriverAccount account, CallbackPlan plan, CancellationToken cancellationToken)
    {
        var waha = WahaKind.Account(account);
        if (waha.Objection is { } objection)
        {
            return new CallbackSetUp.Impossible(objection);
        }

        var answer = await api.FindSessionAsync(waha, cancellationToken);
        if (Fault(waha, answer) is { } unseen)
        {
            return new CallbackSetUp.Refused(unseen);
        }

        if (Parse(answer) is not JsonObject session || !session.ContainsKey("status") || session["config"] is not (null or JsonObject))
        {
            return new CallbackSetUp.Refused($"{waha.Place} does not answer as {WahaKind.FarSide} does.");
        }

        var config = session["config"]?.DeepClone().AsObject() ?? [];
        if (config[Webhooks] is not (null or JsonArray))
        {
            return new CallbackSetUp.Refused($"The session's webhooks are not as {WahaKind.FarSide} describes them, and are left as they are.");
        }

        var state = Change(config, plan, account.Secrets.GetValueOrDefault(WahaKind.HmacKey) is { Length: > 0 } key ? key : null);
        if (state == CallbackPartState.AlreadyThere)
        {
            return Done(state);
        }

        return Fault(waha, await api.ConfigureAsync(waha, config, cancellationToken)) is { } refused ? new CallbackSetUp.Refused(refused) : Done(state);
    }

    private static CallbackSetUp.Done Done(CallbackPartState state) => new([new CallbackPart("webhook", state)]);

    private static CallbackPartState Change(JsonObject config, CallbackPlan plan, string? key)
    {
        var webhooks = config[Webhooks] as JsonArray ?? [];
        config[Webhooks] = webhooks;
        var ours = webhooks.OfType<JsonObject>().Where(webhook => Text(webhook[Url]) is { } url && plan.IsOurs(url)).ToList();
        if (ours is [var only] && Text(only[Url]) == plan.Address && Tells(only) && Text((only[Hmac] as JsonObject)?[HmacKey]) == key)
        {
            return CallbackPartState.AlreadyThere;
        }

        var webhook = ours.FirstOrDefault() ?? [];
        foreach (var other in ours.Skip(1))
        {
            webhooks.Remove(other);
        }

        webhook[Url] = plan.Address;
        webhook[Events] = Tells(webhook) ? webhook[Events]!.DeepClone() : new JsonArray([.. Said(webhook).Union(_events).Select(told => (JsonNode)told)]);
        if (key is null)
        {
            webhook.Remove(Hmac);
        }
        else
        {
            webhook[Hmac] = new JsonObject { [HmacKey] = key };
        }

        if (ours.Count > 0)
        {
            return CallbackPartState.Changed;
        }

        webhooks.Add(webhook);
        return CallbackPartState.Made;
    }

    private static bool Tells(JsonObject webhook) => Said(webhook).Contains(AllEvents) || _events.All(Said(webhook).Contains);

    private static IEnumerable<string> Said(JsonObject webhook) => (webhook[Events] as JsonArray)?.Select(Text).OfType<string>() ?? [];

    private static string? Text(JsonNode? node)
    {
        try
        {
            return node?.GetValueKind() == JsonValueKind.String ? (string?)node : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text.
            return null;
        }
    }

    /// <summary>Null: it is nothing that could be given back as it is.</summary>
    private static JsonNode? Parse(FarSideAnswer answer)
    {
        try
        {
            var body = JsonNode.Parse(answer.Body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 48 });
            return body?.ToJsonString() is null ? null : body;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Fault(WebAccount account, FarSideAnswer answer) =>
        answer.Status == 0 ? $"{WahaKind.FarSide} did not answer: {answer.Words}"
        : WahaRefusals.Of(account, answer) is { } fault ? fault.Trouble?.Reason ?? fault.Words
        : null;
}
