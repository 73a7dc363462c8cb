using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Postrider.Testing.WhatsAppCloud;

/// <summary>Where what concerns the number is told.</summary>
public sealed partial class CloudServer
{
    private static readonly HttpClient _far = new();

    /// <summary>The number's own address; null: it has none.</summary>
    public string? NumberCallback { get; set; }

    /// <summary>Where an address is really reached that is asked before it is taken; by default nobody asks.</summary>
    public Func<Uri, Uri>? Reach { get; set; }

    /// <summary>What becomes of a subscription, or of an address; null: it is taken.</summary>
    public CloudFate? SetUpFate { get; set; }

    private IResult FindWebhook() => Results.Json(new Dictionary<string, object>
    {
        ["webhook_configuration"] = NumberCallback is { } address
            ? new Dictionary<string, string> { ["phone_number"] = address, ["application"] = "https://app.example/webhook" }
            : new Dictionary<string, string> { ["application"] = "https://app.example/webhook" },
        ["id"] = PhoneNumberId,
    });

    private async Task<IResult> ConfigureAsync(HttpContext context)
    {
        if (!IsSignedIn(context))
        {
            return NotSignedIn(context);
        }

        var body = context.Request.HasJsonContentType() ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject : null;
        if (body is not { Count: 1 } || body["webhook_configuration"] is not JsonObject { Count: 2 } asked
            || (string?)asked["override_callback_uri"] is not { Length: > 0 and <= 200 } address || (string?)asked["verify_token"] is not { Length: > 0 } word || !Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return Refuse(context, "Param webhook_configuration is not as it must be.");
        }

        if (SetUpFate is { } fate)
        {
            return Error(fate, "As it was told", context);
        }

        if (Reach is { } reach)
        {
            var question = new UriBuilder(reach(url)) { Query = $"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={Uri.EscapeDataString(word)}" };
            using var answer = await _far.GetAsync(question.Uri, context.RequestAborted);
            if (!answer.IsSuccessStatusCode || await answer.Content.ReadAsStringAsync(context.RequestAborted) != "1158201444")
            {
                return Refuse(context, "Callback verification failed.", 2200);
            }
        }

        NumberCallback = address;
        return Results.Json(new { success = true });
    }
}
