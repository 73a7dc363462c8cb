using Postrider.Campaigns;

namespace Postrider.Server.Api.Calls.Campaigns;

/// <summary>What only the endpoints of campaigns refuse.</summary>
internal static class CampaignErrors
{
    public static readonly ApiError NotEnabled = new(403, "outbound_campaigns_not_enabled", "Campaigns are not enabled for this workspace. Whoever runs the server enables them: PATCH /api/v1/workspaces/{name} with {\"outbound_campaigns\": true}.");
    public static readonly ApiError Invalid = new(400, "invalid_campaign", "The campaign is not complete or holds what is not allowed.");
    public static readonly ApiError NotFound = new(404, "campaign_not_found", "There is no such campaign in this workspace. GET /v1/outbound-jobs lists them.");
    public static readonly ApiError Empty = new(409, "campaign_empty", "The campaign has no calls: no row that was handed in became one, or none came yet. POST …/calls adds numbers; GET …/rejected.csv says what was wrong with rows.");
    public static readonly ApiError WrongState = new(409, "campaign_state", "The campaign's state does not allow that.");
    public static readonly ApiError InvalidState = new(400, "invalid_campaign_state", "state must be draft, scheduled, running, paused, completed or canceled.");
    public static readonly ApiError StillComing = new(409, "idempotency_in_progress", "A request with this Idempotency-Key is still being read. Send it again a little later: when the first one is done, its campaign is the answer.") { RetryAfter = TimeSpan.FromSeconds(5) };
    public static readonly ApiError TooManyRows = CampaignUploadErrors.Of(CampaignFileFault.TooManyRows(CampaignFile.MostRows)).With("One request may hand in 100000 numbers. Make the campaign with the first and add the others with POST …/calls.");
    public static readonly ApiError NoNumbers = new(400, "calls_required", "Hand in numbers: calls as a list of {\"to\": \"+14155550123\"}, or a CSV file.");

    /// <summary>Every one of them, those of files included, for whoever describes or provokes them all.</summary>
    public static IReadOnlyList<ApiError> All { get; } =
    [
        NotEnabled, Invalid, NotFound, Empty, WrongState, InvalidState, StillComing, NoNumbers,
        CampaignUploadErrors.FileTooLarge, CampaignUploadErrors.InvalidUpload, CampaignUploadErrors.FileMissing, .. CampaignUploadErrors.OfFiles,
    ];

    /// <summary>Names the state, and what is possible in it.</summary>
    public static ApiError In(CampaignState state) => WrongState.With(state switch
    {
        CampaignState.Draft => "The campaign is a draft: it can be started, changed, given more numbers, or canceled.",
        CampaignState.Scheduled => "The campaign is scheduled: it can be started, at once or at another time, paused, changed, given more numbers, or canceled.",
        CampaignState.Running => "The campaign is running: it can be paused, changed, given more numbers, or canceled.",
        CampaignState.Paused => "The campaign is paused: it can be resumed, changed, given more numbers, or canceled.",
        CampaignState.Completed => "The campaign is completed: nothing more happens in it. Make a new one for further calls.",
        _ => "The campaign is canceled: nothing more happens in it. Make a new one for further calls.",
    });
}
