using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Twilio;

/// <summary>Gives the account's number the account's address for what comes in. What becomes of our messages is told there anyhow: each message says so.</summary>
internal sealed partial class TwilioCallbackSetUp(NetworkPolicy network, TimeProvider time) : ICallbackSetUp, IDisposable
{
    // What goes back as it came, so that setting one does not clear the others.
    private static readonly string[] _kept = ["fallback_url", "fallback_method", "status_callback_url", "status_callback_method"];

    private readonly TwilioMessageApi _api = new(network, time);

    public string Kind => TwilioMessageKind.Name;

    public string ByHand => "In Twilio's console, enter callback_url at the WhatsApp sender, the sandbox or the messaging service, as the webhook for incoming messages (POST).";

    public async Task<CallbackSetUp> SetUpAsync(DriverAccount account, CallbackPlan plan, CancellationToken cancellationToken)
    {
        var (twilio, objection) = TwilioMessageAccount.Of(account);
        if (twilio is null)
        {
            return new CallbackSetUp.Impossible(objection!);
        }

        if (twilio.From is not { } number)
        {
            return new CallbackSetUp.Impossible("Of a messaging service Twilio's console alone sets the address.");
        }

        var answer = await _api.ListNumbersAsync(twilio, cancellationToken);
        if (Fault(answer) is { } unseen)
        {
            return new CallbackSetUp.Refused(unseen);
        }

        var list = FarJson.Read(answer.Body);
        if (list is not { } body || !body.TryGetProperty("senders", out var there) || there.ValueKind != JsonValueKind.Array)
        {
            return new CallbackSetUp.Refused($"{twilio.Base.Host} does not answer as Twilio's API does.");
        }

        var found = list.Objects("senders").FirstOrDefault(item => item.Text("sender_id") == number && item.Text("sid") is { } sid && Sid().IsMatch(sid));
        if (found is null)
        {
            return new CallbackSetUp.Impossible($"{number} is none of the numbers that Twilio lists for this account.");
        }

        var webhook = found.Object("webhook");
        var present = webhook.Text("callback_url");
        if (present is not null && !plan.IsOurs(present) && !plan.Replaces)
        {
            return new CallbackSetUp.Occupied(CallbackPlan.PlaceOf(present));
        }

        if (present == plan.Address && webhook.Text("callback_method") is null or "POST")
        {
            return Done(CallbackPartState.AlreadyThere);
        }

        var changed = await _api.ChangeNumberAsync(twilio, found.Text("sid")!, Change(webhook, plan.Address), cancellationToken);
        return Fault(changed) is { } refused ? new CallbackSetUp.Refused(refused) : Done(present is null ? CallbackPartState.Made : CallbackPartState.Changed);
    }

    public void Dispose() => _api.Dispose();

    private static CallbackSetUp.Done Done(CallbackPartState state) => new([new CallbackPart("webhook", state)]);

    private static JsonObject Change(JsonElement? present, string address)
    {
        var webhook = new JsonObject { ["callback_url"] = address, ["callback_method"] = "POST" };
        foreach (var name in _kept)
        {
            if (present.Text(name) is { } kept)
            {
                webhook[name] = kept;
            }
        }

        return new JsonObject { ["webhook"] = webhook };
    }

    private static string? Fault(FarSideAnswer answer) => answer.IsGood ? null : TwilioMessageOutcome.OfProbe(answer).Reason;

    [GeneratedRegex(@"\AXE[0-9a-fA-F]{32}\z")]
    private static partial Regex Sid();
}
