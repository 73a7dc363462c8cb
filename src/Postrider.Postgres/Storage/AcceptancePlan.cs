using Postrider.Acceptance;
using Postrider.Jobs;

namespace Postrider.Postgres.Storage;

/// <summary>Decides a batch from its facts: who is answered at once, who becomes a job and in which slot.</summary>
internal sealed class AcceptancePlan(IReadOnlyList<Request> requests, AcceptanceFacts facts)
{
    /// <summary>How long an idempotency key answers.</summary>
    public static TimeSpan KeyLife { get; } = TimeSpan.FromDays(7);

    public AcceptanceFacts Facts => facts;

    public List<(NewJob Job, Guid JobId, LaneSlots.Slot Slot)> Jobs { get; } = [];

    public List<(Request Request, KeptAnswer Answer)> Answers { get; } = [];

    /// <summary>Keys of the present generation whose seven days are over and which are used anew.</summary>
    public List<Request> WornKeys { get; } = [];

    /// <summary>The workspaces of which calls were spent.</summary>
    public HashSet<long> Spenders { get; } = [];

    /// <summary>How far the cursors of endpoints go.</summary>
    public IReadOnlyDictionary<(long Workspace, string AccountId), long> Moves => _moves;

    private readonly Dictionary<(long Workspace, string AccountId), long> _moves = [];

    public IReadOnlyList<RequestResult> Decide()
    {
        var results = new RequestResult[requests.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Overtaken(requests[i]) ?? Earlier(requests[i]) ?? Receive(requests[i]);
        }

        return results;
    }

    private RequestResult.Overtaken? Overtaken(Request request)
    {
        if (request.Move is not { } move)
        {
            return null;
        }

        var key = (request.Workspace.Value, move.AccountId);
        if (!facts.Cursors.TryGetValue(key, out var position) || position != move.From)
        {
            return new RequestResult.Overtaken();
        }

        facts.Cursors[key] = _moves[key] = move.To;
        return null;
    }

    private RequestResult? Earlier(Request request)
    {
        if (request.Key is not { } key || !facts.Answers.TryGetValue((request.Workspace.Value, key.KeyHash), out var kept))
        {
            return null;
        }

        if (kept.CreatedAt > facts.Now - KeyLife)
        {
            return kept.BodyHash == key.BodyHash ? new RequestResult.Repeated(kept.Answer) : new RequestResult.Conflict();
        }

        if (kept.Generation == facts.Generation)
        {
            WornKeys.Add(request);
        }

        return null;
    }

    private RequestResult.Done Receive(Request request)
    {
        var receptions = new Reception[request.Jobs.Count];
        var ids = NewIds(receptions.Length);
        for (var i = 0; i < receptions.Length; i++)
        {
            receptions[i] = Receive(request.Jobs[i], ids[i]);
        }

        var answer = request.Answer(receptions);
        if (request.Key is not null && answer.IsKept)
        {
            Answers.Add((request, answer));
        }

        return new RequestResult.Done(answer);
    }

    /// <summary>Ids of one instant differ by chance alone; in order, the lists that go by them show a batch as it was accepted.</summary>
    private Guid[] NewIds(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = Guid.CreateVersion7(facts.Now);
        }

        Array.Sort(ids);
        return ids;
    }

    private Reception Receive(NewJob job, Guid id)
    {
        var workspace = job.Workspace.Value;
        if (facts.Suppressed.TryGetValue((workspace, job.Address), out var reason))
        {
            return new Reception.Suppressed(reason);
        }

        if (job.Call is { CampaignId: { } campaign } && CampaignRefusal((workspace, campaign, job.Address)) is { } taken)
        {
            return taken;
        }

        if (job.Fingerprint is { } fingerprint && facts.Duplicates.TryGetValue((workspace, fingerprint), out var duplicate))
        {
            return duplicate;
        }

        var allowance = job.Call is null ? null : facts.Allowances[workspace].Spend(facts.Now);
        if (job.Call is not null && allowance is null)
        {
            return new Reception.NoAllowance();
        }

        var key = new LaneKey(workspace, job.Lane);
        var slot = facts.Lanes[key].Give(job, facts.Now, facts.HeldLines.Contains((key, job.AccountId)));
        if (job.DryRun)
        {
            return new Reception.Checked(facts.Now, slot.At);
        }

        if (allowance is not null)
        {
            facts.Allowances[workspace] = allowance;
            Spenders.Add(workspace);
        }

        Jobs.Add((job, id, slot));
        if (job.Call is { CampaignId: { } owner })
        {
            facts.Numbers.Add((workspace, owner, job.Address));
        }

        if (job.Fingerprint is { } own)
        {
            // The next one of the same batch is a duplicate of this one.
            facts.Duplicates[(workspace, own)] = new Reception.Duplicate(id, slot.At, JobState.Waiting, facts.Now);
        }

        return new Reception.Accepted(id, facts.Now, slot.At, allowance?.Remaining(facts.Now));
    }

    /// <summary>Looked at under the lane's lock, so nobody adds the same number beside this batch.</summary>
    private Reception? CampaignRefusal((long Workspace, Guid CampaignId, string Address) number) =>
        !facts.Campaigns.ContainsKey((number.Workspace, number.CampaignId)) ? new Reception.CampaignOver()
        : facts.Numbers.Contains(number) ? new Reception.NumberTaken()
        : null;
}
