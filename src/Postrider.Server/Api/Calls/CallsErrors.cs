namespace Postrider.Server.Api.Calls;

/// <summary>What only the Calls API refuses, in the order in which several faults of a call are told.</summary>
internal static class CallsErrors
{
    public static readonly ApiError CallingNotEnabled = new(403, "outbound_calling_not_enabled", "Outbound calling is not enabled for this workspace. Whoever runs the server enables it: PATCH /api/v1/workspaces/{name} with {\"outbound_calling\": true}.");
    public static readonly ApiError AgentIdRequired = new(400, "agent_id_required", "agentId is required, as text: the id of an agent, from GET /v1/agents.");
    public static readonly ApiError InvalidNumber = new(400, "invalid_phone_number", "to must be a phone number in E.164, as text: a plus, then 7 to 15 digits that begin with a country code that exists, such as +14155550123.");
    public static readonly ApiError InvalidTrigger = new(400, "invalid_trigger", "trigger must be text of at most 200 characters, or be left out.");
    public static readonly ApiError InvalidMetadata = new(400, "invalid_metadata", "metadata must be an object of at most 16 KiB whose values are texts, numbers, true, false or null.");
    public static readonly ApiError InvalidSilence = new(400, "invalid_initial_silence_timeout", "initial_silence_timeout must be a whole number of milliseconds from 0 (off) to 60000.");
    public static readonly ApiError InvalidKey = new(400, "invalid_idempotency_key", "An Idempotency-Key has 1 to 255 printable characters.");
    public static readonly ApiError AgentNotFound = new(404, "agent_not_found", "There is no such agent. GET /v1/agents lists those of this workspace.");
    public static readonly ApiError UnknownTrigger = new(400, "unknown_trigger", "The agent has no task with this trigger, and none that is its default. GET /v1/agents/{id} shows its tasks.");
    public static readonly ApiError AccountNotReady = new(409, "account_not_ready", "The agent's voice account cannot place calls now.");
    public static readonly ApiError DailyLimitReached = new(409, "account_daily_limit_reached", "The agent's voice account has placed the calls that it may place today.");
    public static readonly ApiError OutsideWindow = new(422, "outside_calling_window", "The agent's voice account calls only within its hours, and they are over for now.");
    public static readonly ApiError NumberSuppressed = new(422, "number_suppressed", "This number must not be called: it is on the suppression list. GET /api/v1/suppressions says why.");
    public static readonly ApiError NoCallsRemaining = new(402, "no_calls_remaining", "The workspace has placed all calls of its allowance for this month. Whoever runs the server raises it: PATCH /api/v1/workspaces/{name} with calls_per_month.");
    public static readonly ApiError KeyConflict = new(409, "idempotency_conflict", "This Idempotency-Key came before with another body. Use a new key for a new call.");
    public static readonly ApiError InvalidAgent = new(400, "invalid_agent", "The agent is not complete or holds what is not allowed.");
    public static readonly ApiError CallNotFound = new(404, "call_not_found", "There is no such call in this workspace.");
    public static readonly ApiError CallEnded = new(409, "call_already_ended", "The call has ended already.");
    public static readonly ApiError RecordingNotFound = new(404, "recording_not_found", "This call has no recording: its agent does not record, it was not answered, or it has not ended yet.");
    public static readonly ApiError InvalidState = new(400, "invalid_state", "state must be queued, dialing, ringing, in_progress or ended.");
    public static readonly ApiError InvalidOutcome = new(400, "invalid_outcome", $"outcome must be one of {string.Join(", ", Postrider.Calls.CallOutcome.All)}.");
    public static readonly ApiError InvalidTime = new(400, "invalid_time", "from and until must be times such as 2026-05-20T10:00:00Z.");

    /// <summary>Every one of them, for whoever describes or provokes them all.</summary>
    public static IReadOnlyList<ApiError> All { get; } =
    [
        CallingNotEnabled, AgentIdRequired, InvalidNumber, InvalidTrigger, InvalidMetadata, InvalidSilence, InvalidKey, AgentNotFound, UnknownTrigger, AccountNotReady, DailyLimitReached, OutsideWindow,
        NumberSuppressed, NoCallsRemaining, KeyConflict, InvalidAgent, CallNotFound, CallEnded, RecordingNotFound, InvalidState, InvalidOutcome, InvalidTime,
    ];
}
