using System.Text.Json;
using Postrider.Attempts;
using Postrider.Channels.FarSide;

namespace Postrider.Channels.Unipile;

/// <summary>What came of handing over.</summary>
/// <param name="Refusal">Null: it was taken, or nobody knows.</param>
/// <param name="Body">What was answered to what was taken.</param>
internal sealed record HandedOver(Outcome Outcome, UnipileRefusal? Refusal = null, JsonElement? Body = null);

/// <summary>The one request of an attempt that hands over: counted before, asked for right before, and read after.</summary>
internal sealed class UnipileHandOver(UnipileApis apis, UnipileBudget budget)
{
    /// <param name="action">What is counted.</param>
    /// <param name="request">Asks it.</param>
    /// <param name="read">The delivery of what was taken; null: the answer does not tell what it must.</param>
    public async Task<HandedOver> MakeAsync(
        DriverJob job, UnipileAccount account, string action, Func<IUnipileApi, Task<FarSideAnswer>> request, Func<JsonElement, Delivery?> read, CancellationToken cancellationToken)
    {
        if (await budget.TakeAsync(job, action, cancellationToken) is { } held)
        {
            return new HandedOver(held);
        }

        if (!job.MayCommit())
        {
            await budget.ReturnAsync(job, action);
            return new HandedOver(new Outcome.Unreachable("This node no longer owns the attempt."));
        }

        var answer = await request(apis.Of(account));
        if (UnipileFault.OfHandOver(answer) is { } outcome)
        {
            var refusal = UnipileFault.Of(answer)?.Refusal;
            if (outcome is not Outcome.Unknown)
            {
                await budget.ReturnAsync(job, action);
            }

            if (refusal?.Meaning == RefusalMeaning.Capped)
            {
                await budget.PauseAsync(job, action);
            }

            return new HandedOver(outcome, outcome is Outcome.Unknown ? null : refusal);
        }

        return UnipileJson.Parse(answer.Body) is { } body && read(body) is { } delivery
            ? new HandedOver(new Outcome.Accepted(delivery), null, body)
            : new HandedOver(new Outcome.Unknown($"{UnipileFault.FarSide} answered {answer.Status} without what must be in it: {answer.Beginning}"));
    }
}
