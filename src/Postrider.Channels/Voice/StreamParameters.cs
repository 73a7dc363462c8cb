using System.Text.Json;
using Postrider.Calls;
using Postrider.Contacts;

namespace Postrider.Channels.Voice;

/// <summary>What somebody else's agent is told of a call when its stream begins.</summary>
internal static class StreamParameters
{
    public static StreamStart Of(DriverJob job, CallPlan plan, Action<string> warn)
    {
        var all = new Dictionary<string, string>
        {
            ["to"] = RecipientAddress.Bare(job.Address),
            ["agent_id"] = plan.AgentId,
            ["trigger"] = plan.Trigger ?? "",
            ["greeting"] = ScriptText.Fill(plan.Greeting, job.Body.Metadata, warn),
        };
        if (job.Body.Metadata is { ValueKind: JsonValueKind.Object } metadata)
        {
            all["metadata"] = metadata.GetRawText();
            foreach (var member in metadata.EnumerateObject())
            {
                if (member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
                {
                    // What the call itself says stands before what its metadata calls so.
                    all.TryAdd(member.Name, member.Value.ToString());
                }
            }
        }

        return new StreamStart($"MZ{Guid.NewGuid():N}", job.Account.Account.AccountId, CallId.Of(job.Job.JobId), all);
    }
}
