namespace Postrider.Server.Api.Dispatch.Webhooks;

/// <summary>What endpoints are refused for.</summary>
internal static class WebhookErrors
{
    public static readonly ApiError InvalidUrl = new(400, "invalid_url", "url is required, as text: where the events are posted to.");
    public static readonly ApiError InvalidEvents = new(400, "invalid_events", "events must be a list of 1 to 100 kinds, such as job.failed, or beginnings, such as job.*; left out, it is all.");
    public static readonly ApiError InvalidName = new(400, "invalid_name", "name must be a text of 1 to 100 characters.");
    public static readonly ApiError InvalidPaused = new(400, "invalid_paused", "paused must be true or false.");
    public static readonly ApiError NotFound = new(404, "webhook_not_found", "This workspace has no webhook of that id.");
    public static readonly ApiError DeliveryNotFound = new(404, "delivery_not_found", "This webhook has no delivery of that id.");
    public static readonly ApiError TooMany = new(409, "too_many_webhooks", "A workspace has at most 100 webhooks. Delete one first.");
    public static readonly ApiError Paused = new(409, "webhook_paused", "The webhook is paused. PATCH it with {\"paused\": false} first.");
    public static readonly ApiError NotFailed = new(409, "delivery_not_failed", "Only a delivery that has failed can be sent again; one that waits is tried again by itself.");
}
