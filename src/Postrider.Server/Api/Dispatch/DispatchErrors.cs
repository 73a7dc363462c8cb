using System.Globalization;
using Postrider.Inbox;

namespace Postrider.Server.Api.Dispatch;

/// <summary>The seed's table of errors and what this house adds to it, in the order in which several faults are told.</summary>
internal static class DispatchErrors
{
    public static readonly ApiError AccountIdRequired = new(400, "account_id_required", "account_id is required: the id of a connected account, from GET /api/v1/connect/accounts.");
    public static readonly ApiError InvalidChannel = new(400, "invalid_channel", "channel must be email, linkedin or whatsapp.");
    public static readonly ApiError InvalidAction = new(400, "invalid_action", "action must be outreach.");
    public static readonly ApiError AddressRequired = new(400, "recipient_address_required", "recipient.address is required for email: one address, as text.");
    public static readonly ApiError SubjectRequired = new(400, "content_subject_required", "content.subject is required for email, as text.");
    public static readonly ApiError TextOrHtmlRequired = new(400, "content_text_or_html_required", "content.text or content.html is required for email, as text.");
    public static readonly ApiError ProfileUrlRequired = new(400, "recipient_profile_url_required", "recipient.profile_url is required for LinkedIn, as text.");
    public static readonly ApiError InvalidProfileUrl = new(400, "invalid_profile_url", "The profile URL must be a person's page: https://www.linkedin.com/in/….");
    public static readonly ApiError PhoneRequired = new(400, "recipient_phone_required", "recipient.phone is required for WhatsApp: a phone number or contact identifier of at most 128 characters, as text.");
    public static readonly ApiError TextOrAttachmentRequired = new(400, "content_text_or_attachment_required", "content.text, as text, or at least one entry in content.attachments is required.");
    public static readonly ApiError InvalidAddress = new(400, "invalid_recipient_address", "recipient.address must be one mail address such as alex@example.com, and recipient.name a single line.");
    public static readonly ApiError InvalidContent = new(400, "invalid_content", "The content cannot be sent as it is.");
    public static readonly ApiError InvalidAttachment = new(400, "invalid_attachment", "An attachment needs a filename and contentBase64; at most 20 of them, 25 MiB decoded in all.");
    public static readonly ApiError InvalidUnsubscribe = new(400, "invalid_unsubscribe", "content.unsubscribe must be true or false, and content.unsubscribe_text, which needs it, a single line of at most 200 characters.");
    public static readonly ApiError InvalidMetadata = new(400, "invalid_metadata", "metadata must be an object of at most 64 KiB.");
    public static readonly ApiError InvalidInterval = new(400, "invalid_min_channel_task_interval_seconds", "min_channel_task_interval_seconds must be a number.");
    public static readonly ApiError InvalidSendAt = new(400, "invalid_send_at", "send_at must be a time such as 2026-05-20T10:00:00Z, at most a year ahead.");
    public static readonly ApiError InvalidExpiresAt = new(400, "invalid_expires_at", "expires_at must be a time such as 2026-05-20T10:00:00Z that lies ahead, and after send_at.");
    public static readonly ApiError InvalidJitter = new(400, "invalid_jitter_seconds", "jitter_seconds must be a number from 0 to 86400.");
    public static readonly ApiError InvalidDedupeWindow = new(400, "invalid_dedupe_window_seconds", "dedupe_window_seconds must be a number from 0 to 2592000.");
    public static readonly ApiError InvalidDryRun = new(400, "invalid_dry_run", "dry_run must be true or false.");
    public static readonly ApiError InvalidKey = new(400, "invalid_idempotency_key", "An idempotency key has 1 to 255 printable characters.");
    public static readonly ApiError InvalidPostLimit = new(400, "invalid_post_limit", "post_limit must be a whole number from 1 to 50.");
    public static readonly ApiError InvalidLocale = new(400, "invalid_locale", "locale must be en or zh.");
    public static readonly ApiError ContentRequired = new(400, "content_required", "One of content, topic or intent is required, as text of at most 2,000 characters: it decides which post is relevant.");
    public static readonly ApiError LikeProfileUrlRequired = new(400, "profile_url_required", "profile_url is required, as text.");
    public static readonly ApiError AccountIdAmbiguous = new(400, "account_id_required", "account_id is required: the workspace has no LinkedIn account or more than one that can send.");
    public static readonly ApiError InvalidBatch = new(400, "invalid_batch", "dispatches must be an array of 1 to 1,000 objects.");
    public static readonly ApiError InvalidCanSend = new(400, "invalid_can_send", "can_send must be true, false, 1 or 0.");
    public static readonly ApiError InvalidStatus = new(400, "invalid_status", "status must be queued, scheduled, running, settling, succeeded, failed or cancelled.");
    public static readonly ApiError InvalidTime = new(400, "invalid_time", "created_after and created_before must be times such as 2026-05-20T10:00:00Z.");
    public static readonly ApiError InvalidReplace = new(400, "invalid_replace", "replace must be true or false.");
    public static readonly ApiError AccountNotFound = new(404, "account_not_found", "There is no such account. GET /api/v1/connect/accounts lists those of this workspace.");
    public static readonly ApiError ConversationNotFound = new(404, "conversation_not_found", "There is no such conversation in this workspace.");
    public static readonly ApiError MessageNotFound = new(404, "message_not_found", "There is no such message in this workspace, or it has no raw form.");
    public static readonly ApiError JobNotFound = new(404, "external_api_job_not_found", "There is no such job in this workspace.");
    public static readonly ApiError ChannelMismatch = new(409, "account_channel_mismatch", "The account is not on this channel.");
    public static readonly ApiError ReconnectRequired = new(409, "connect_account_reconnect_required", "The account must be reconnected with new credentials: POST …/reconnect.");
    public static readonly ApiError KeyConflict = new(409, "idempotency_conflict", "This idempotency key was used with another request body. Use a new key for a new request.");
    public static readonly ApiError Suppressed = new(409, "recipient_suppressed", "The recipient is on the suppression list. GET /api/v1/suppressions says why.");
    public static readonly ApiError OutsideWindow = new(409, "outside_messaging_window", "The contact did not write to this account lately enough for free words to be delivered.");
    public static readonly ApiError NotCancellable = new(409, "job_not_cancellable", "Only a job that is queued or scheduled can be cancelled.");
    public static readonly ApiError NotReschedulable = new(409, "job_not_reschedulable", "Only a job that is queued or scheduled can be rescheduled.");

    public static readonly ApiError PublicUrlMissing = new(409, "public_url_missing", "No far side can be told where this server is: set POSTRIDER_PUBLIC_URL to the address that it is reached at from outside, and start it again.");
    public static readonly ApiError NoCallback = new(409, "callback_not_possible", "The far sides of accounts of this kind tell nothing by callbacks.");
    public static readonly ApiError CallbackByHand = new(409, "callback_by_hand", "The far side cannot be told callback_url by its API.");
    public static readonly ApiError CallbackOccupied = new(409, "callback_occupied", "The far side tells another address.");
    public static readonly ApiError CallbackRefused = new(502, "callback_refused", "The far side did not take callback_url.");

    /// <summary>Names the window, and what can be done.</summary>
    public static ApiError Outside(MissedWindow missed) => OutsideWindow.With(string.Create(
        CultureInfo.InvariantCulture,
        $"Free words are delivered only within {missed.Length.TotalHours:0.##} hours after the contact wrote, and {(missed.LastInboundAt is { } last ? $"the last message came at {WireTime.Text(last)}" : "nothing came from them yet")}. Wait for a message, or set the account's template: PATCH it with {{\"settings\": {{\"template\": …}}}}."));
}
