using System.Text.Json.Nodes;
using Postrider.Accounts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>Makes the webhooks by which Unipile tells of an account, one for each thing that it tells apart. Those of others are left alone.</summary>
internal sealed class UnipileCallbackSetUp(UnipileApi api) : ICallbackSetUp
{
    private const int MostPages = 20;

    public string Kind => UnipileKind.Name;

    public string ByHand => "In Unipile's dashboard, make webhooks for callback_url that tell of messages, of the account's status and of new relations.";

    public async Task<CallbackSetUp> SetUpAsync(DriverAccount account, CallbackPlan plan, CancellationToken cancellationToken)
    {
        var unipile = UnipileAccount.Of(account);
        if (unipile.Objection is { } objection)
        {
            return new CallbackSetUp.Impossible(objection);
        }

        if (unipile.IsV2)
        {
            // Its secret is shown once, to whoever makes the endpoint.
            return new CallbackSetUp.Impossible("At version 2 a webhook endpoint is made by the person who then sets its secret here as webhook_secret.");
        }

        var (there, fault) = await ListAsync(unipile, cancellationToken);
        var parts = new List<CallbackPart>();
        foreach (var part in fault is null ? UnipileWebhookPart.Of(account.Account.Channel) : [])
        {
            var name = NameOf(account.Account, part);
            var serving = there.FirstOrDefault(webhook => webhook.Serves(part, name, plan.Address, unipile.FarId));
            parts.Add(new CallbackPart(part.Source, serving is null ? CallbackPartState.Made : CallbackPartState.AlreadyThere));
            fault ??= serving is null ? await MakeAsync(unipile, part, name, plan.Address, cancellationToken) : null;

            // Not before there is another, so that nothing is missed in between.
            foreach (var old in there.Where(webhook => webhook != serving && webhook.Name == name))
            {
                fault ??= Fault(await api.DeleteWebhookAsync(unipile, old.Id, cancellationToken), missingIsFine: true);
                parts.Add(new CallbackPart(part.Source, CallbackPartState.Removed));
            }

            if (fault is not null)
            {
                break;
            }
        }

        return fault is null ? new CallbackSetUp.Done(parts) : new CallbackSetUp.Refused(fault);
    }

    /// <summary>By which a webhook is known again that was made here for this account.</summary>
    private static string NameOf(Account account, UnipileWebhookPart part) => $"postrider {account.AccountId} {part.Source}";

    private async Task<(List<UnipileWebhook> There, string? Fault)> ListAsync(UnipileAccount account, CancellationToken cancellationToken)
    {
        var there = new List<UnipileWebhook>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.ListWebhooksAsync(account, cursor, cancellationToken);
            if (Fault(answer) is { } fault)
            {
                return (there, fault);
            }

            if (UnipileJson.Parse(answer.Body) is not { } body || body.Text("object") != "WebhookList")
            {
                return (there, Stranger(account));
            }

            there.AddRange(body.Items("items").Select(UnipileWebhook.Read).OfType<UnipileWebhook>());
            cursor = body.Text("cursor");
            if (string.IsNullOrEmpty(cursor))
            {
                return (there, null);
            }
        }

        return (there, $"{UnipileFault.FarSide} lists more webhooks than are looked through.");
    }

    private async Task<string?> MakeAsync(UnipileAccount account, UnipileWebhookPart part, string name, string address, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["source"] = part.Source,
            ["request_url"] = address,
            ["name"] = name,
            ["format"] = "json",
            ["enabled"] = true,
            ["account_ids"] = new JsonArray(account.FarId),

            // Those made through the API send no type of their own.
            ["headers"] = new JsonArray(new JsonObject { ["key"] = "Content-Type", ["value"] = "application/json" }),
        };
        if (part.Events.Count > 0)
        {
            body["events"] = new JsonArray([.. part.Events.Select(told => (JsonNode)told)]);
        }

        var answer = await api.MakeWebhookAsync(account, body, cancellationToken);
        return Fault(answer) ?? (UnipileJson.Parse(answer.Body)?.Id("webhook_id") is null ? Stranger(account) : null);
    }

    private static string? Fault(FarSideAnswer answer, bool missingIsFine = false) =>
        answer.Status == 0 ? $"{UnipileFault.FarSide} did not answer: {answer.Words}"
        : missingIsFine && answer.Status == 404 ? null
        : UnipileFault.Of(answer) is { } fault ? fault.Trouble?.Reason ?? fault.Words
        : null;

    private static string Stranger(UnipileAccount account) => $"{account.Place} does not answer as {UnipileFault.FarSide} does.";
}
