using System.Text.Json;
using Postrider.Channels.FarSide;
using Postrider.Channels.WhatsApp.Web;

namespace Postrider.Channels.WhatsApp.Evolution;

/// <summary>Gives the account's address to its instance, which has room for one.</summary>
internal sealed class EvolutionCallbackSetUp(EvolutionApi api) : ICallbackSetUp
{
    private static readonly string[] _events = ["MESSAGES_UPSERT", "MESSAGES_UPDATE", "CONNECTION_UPDATE"];

    public string Kind => EvolutionKind.Name;

    public string ByHand => $"On Evolution API's manager page, enter callback_url as the instance's webhook, without \"by events\" and base64, with the events {string.Join(", ", _events)}.";

    public async Task<CallbackSetUp> SetUpAsync(DriverAccount account, CallbackPlan plan, CancellationToken cancellationToken)
    {
        var evolution = EvolutionKind.Account(account);
        if (evolution.Objection is { } objection)
        {
            return new CallbackSetUp.Impossible(objection);
        }

        var answer = await api.FindWebhookAsync(evolution, cancellationToken);
        if (Fault(evolution, answer) is { } unseen)
        {
            return new CallbackSetUp.Refused(unseen);
        }

        // Without a body or with null, where nothing was ever set.
        var found = answer.Body.Length == 0 ? null : WebJson.Parse(answer.Body);
        if (answer.Body.Length > 0 && found is not { ValueKind: JsonValueKind.Null or JsonValueKind.Object })
        {
            return new CallbackSetUp.Refused($"{evolution.Place} does not answer as {EvolutionKind.FarSide} does.");
        }

        var present = found?.Text("url") is { Length: > 0 } url ? url : null;
        var isOurs = present is not null && plan.IsOurs(present);
        if (present is not null && !isOurs && !plan.Replaces)
        {
            return new CallbackSetUp.Occupied(CallbackPlan.PlaceOf(present));
        }

        if (present == plan.Address && found is { } webhook && Serves(webhook))
        {
            return Done(CallbackPartState.AlreadyThere);
        }

        // What somebody else's address was told besides, such as a key, is nothing for this one.
        var set = await api.SetWebhookAsync(evolution, plan.Address, _events, forgetsHeaders: present is not null && !isOurs, cancellationToken);
        return Fault(evolution, set) is { } refused ? new CallbackSetUp.Refused(refused) : Done(present is null ? CallbackPartState.Made : CallbackPartState.Changed);
    }

    private static CallbackSetUp.Done Done(CallbackPartState state) => new([new CallbackPart("webhook", state)]);

    /// <summary>By events changes the address, and files in base64 make what is told too large.</summary>
    private static bool Serves(JsonElement webhook) =>
        webhook.IsTrue("enabled") && !webhook.IsTrue("webhookByEvents") && !webhook.IsTrue("webhookBase64")
        && webhook.Member("events") is { ValueKind: JsonValueKind.Array } events && _events.All(wanted => events.EnumerateArray().Any(told => told.AsText() == wanted));

    private static string? Fault(WebAccount account, FarSideAnswer answer) =>
        answer.Status == 0 ? $"{EvolutionKind.FarSide} did not answer: {answer.Words}"
        : EvolutionRefusals.Of(account, answer) is { } fault ? fault.Trouble?.Reason ?? fault.Words
        : null;
}
