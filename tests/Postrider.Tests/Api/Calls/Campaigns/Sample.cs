using System.Text.Json;
using Postrider.Calls;
using Postrider.Campaigns;
using Postrider.Jobs;

namespace Postrider.Tests.Api.Calls.Campaigns;

/// <summary>A campaign and its calls, as a store would read them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 5, 20, 8, 0, 0, TimeSpan.Zero);

    public static Campaign Campaign(string name = "Spring offer", CampaignState state = CampaignState.Running, long accepted = 10, params (string Outcome, long Calls)[] outcomes) => new()
    {
        Workspace = new WorkspaceId(1),
        CampaignId = new Guid("0193a7c2-f0e1-7c4e-9d3b-5a6f7e8d9c0b"),
        AgentId = "agent_1",
        AccountId = "acc_1",
        State = state,
        Settings = new CampaignSettings { Name = name, Hours = new CallHours(CallHours.Default, "Europe/Berlin"), ConsentBasis = "Customers since 2024", CallerName = "Acme" },
        Counts = new CampaignCounts { Accepted = accepted, Outcomes = outcomes.ToDictionary(count => count.Outcome, count => count.Calls) },
        CreatedAt = Start,
        StartedAt = Start,
        EndedAt = state.IsOver() ? Start.AddHours(5) : null,
        Now = Start.AddHours(6),
    };

    /// <param name="number">Chooses the callee.</param>
    /// <param name="outcome">Null: it waits.</param>
    /// <param name="talked">Seconds; null: nobody answered.</param>
    /// <param name="metadata">JSON; null: none.</param>
    /// <param name="at">Seconds after the start at which it was dialed; null: it was not.</param>
    /// <param name="attempts">How often it was dialed.</param>
    public static CallView Call(int number, string? outcome, double? talked = null, string? metadata = null, double? at = 0, int attempts = 1)
    {
        var dialed = at is { } seconds ? Start.AddSeconds(seconds) : (DateTimeOffset?)null;
        var answered = talked is null ? null : dialed?.AddSeconds(4);
        var ended = outcome is null ? (DateTimeOffset?)null : answered?.AddSeconds(talked!.Value) ?? dialed?.AddSeconds(20) ?? Start;
        var id = new Guid(number, 0, 0, new byte[8]);
        return new CallView
        {
            AgentId = "agent_1",
            Job = new JobView
            {
                JobId = id,
                State = JobState.Waiting,
                AccountId = "acc_1",
                Channel = "voice",
                Action = "call",
                Address = $"phone:+4930{number:0000000}",
                AcceptedAt = Start,
                ScheduledAt = Start,
                Attempt = dialed is null ? 0 : attempts,
                Body = new JobBody { Recipient = new JobRecipient(), Content = new JobContent(), Metadata = metadata is null ? null : JsonDocument.Parse(metadata).RootElement }.ToBytes(),
            },
            Record = new CallRecord
            {
                Job = new JobRef(new WorkspaceId(1), id),
                Attempt = attempts,
                State = outcome is null ? CallState.Queued : CallState.Ended,
                Outcome = outcome,
                AnsweredBy = answered is null ? null : Answerer.Human,
                SipCode = answered is null ? null : 200,
                DialedAt = dialed,
                RingingAt = dialed?.AddSeconds(1),
                AnsweredAt = answered,
                EndedAt = ended,
            },
        };
    }

    public static async IAsyncEnumerable<T> StreamAsync<T>(params IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
