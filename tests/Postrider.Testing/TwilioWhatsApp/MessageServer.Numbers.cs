using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.TwilioWhatsApp;

/// <summary>The numbers that are registered with WhatsApp.</summary>
public sealed partial class MessageServer
{
    public const string NumberSid = "XE0123456789abcdef0123456789abcdef";

    private static readonly string[] _webhookMembers = ["callback_url", "callback_method", "fallback_url", "fallback_method", "status_callback_url", "status_callback_method"];

    /// <summary>The webhook of the one number.</summary>
    public JsonObject? Webhook { get; set; } = new() { ["callback_url"] = null, ["callback_method"] = null, ["fallback_url"] = null, ["status_callback_url"] = "https://status.example/", ["status_callback_method"] = "POST" };

    /// <summary>The status and the code that a change is refused with; null: it is taken.</summary>
    public (int Status, int Code)? ChangeFate { get; set; }

    private IResult ListNumbers(HttpContext context) =>
        !IsSignedIn(context) ? Error(20003, 401)
        : context.Request.Query.Count != 2 || context.Request.Query["Channel"] != "whatsapp" || context.Request.Query["PageSize"] != "1000" ? Refuse("The numbers are not asked for as they must be.", 20001)
        : Results.Json(new
        {
            senders = new[] { Described("XE00000000000000000000000000000000", "whatsapp:+15550100999", null), Described(NumberSid, From, Webhook) },
            meta = new { page = 0, page_size = 1000, next_page_url = (string?)null, key = "senders" },
        });

    private static object Described(string sid, string number, JsonObject? webhook) =>
        new { sid, status = "ONLINE", sender_id = number, configuration = new { waba_id = "102290129340398" }, webhook, profile = new { name = "Acme" }, url = $"https://messaging.twilio.com/v2/Channels/Senders/{sid}" };

    private async Task<IResult> ChangeNumberAsync(HttpContext context)
    {
        if (!IsSignedIn(context))
        {
            return Error(20003, 401);
        }

        var body = context.Request.HasJsonContentType() ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject : null;
        if (body is not { Count: 1 } || body["webhook"] is not JsonObject webhook || webhook.Any(member => !_webhookMembers.Contains(member.Key)) || (string?)webhook["callback_method"] is not ("POST" or "PUT"))
        {
            return Refuse("The change is not as it must be.", 20001);
        }

        if ((string?)context.Request.RouteValues["sid"] != NumberSid)
        {
            return Error(20404, 404);
        }

        if (ChangeFate is var (status, code))
        {
            return Error(code, status);
        }

        // What is not said is cleared: nobody may count on more.
        Webhook = webhook.DeepClone().AsObject();
        return Results.Json(Described(NumberSid, From, Webhook), statusCode: 202);
    }
}
