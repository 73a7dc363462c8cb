namespace Postrider.Calls;

/// <summary>A voice agent as the store keeps it. Calls carry a copy of what they need of it, so changing or deleting it changes no accepted call.</summary>
public sealed record VoiceAgent(string AgentId, AgentSettings Settings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>An id of its own; callers may read nothing out of it.</summary>
    public static string NewId(DateTimeOffset now) => $"agent_{Guid.CreateVersion7(now):N}";

    /// <summary>What a call with this trigger does; null: no script has it, and none is the default.</summary>
    /// <param name="trigger">Compared byte for byte; null: the default script.</param>
    /// <param name="initialSilence">The call's own limit in milliseconds; null: as the agent has it.</param>
    public CallPlan? Plan(string? trigger, int? initialSilence = null)
    {
        var script = (trigger is null ? null : Settings.Scripts.FirstOrDefault(script => script.Trigger == trigger)) ?? Settings.Scripts.FirstOrDefault(script => script.IsDefault);
        return script is null ? null : new CallPlan
        {
            AgentId = AgentId,
            CallerId = Settings.CallerId,
            Trigger = script.Trigger == trigger ? trigger : null,
            Greeting = script.Greeting,
            Steps = script.Steps,
            OptOutDigit = script.OptOutDigit,
            Record = Settings.Record,
            MaxDurationSeconds = Settings.MaxDurationSeconds,
            RingTimeoutSeconds = Settings.RingTimeoutSeconds,
            InitialSilenceMilliseconds = initialSilence ?? Settings.InitialSilenceMilliseconds,
            Voicemail = Settings.Voicemail,
            VoicemailMessage = Settings.VoicemailMessage,
            Voice = Settings.Voice,
            StreamUrl = Settings.StreamUrl,
        };
    }
}
