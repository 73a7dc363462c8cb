using Postrider.Acceptance;
using Postrider.Channels;
using Postrider.Contacts;
using Postrider.Jobs;
using Postrider.Lanes;
using Postrider.Storage;

namespace Postrider.Campaigns;

/// <summary>The campaign that rows are for.</summary>
/// <param name="AccountId">The voice account through which it calls.</param>
public sealed record IntakeTarget(WorkspaceId Workspace, Guid CampaignId, string AgentId, string AccountId);

/// <summary>From rows to calls that wait, in parts of a transaction each. The memory that it takes does not grow with the rows.</summary>
public sealed class CampaignIntake(Acceptor acceptor, IAcceptanceStore acceptance, ICampaignStore campaigns)
{
    private const int Part = 500;

    public async Task<CampaignTally> TakeAsync(IntakeTarget target, IAsyncEnumerable<CampaignRow> rows, CancellationToken cancellationToken)
    {
        var tally = new CampaignTally();
        var part = new List<CampaignRow>(Part);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            part.Add(row);
            if (part.Count == Part)
            {
                if (!await TakePartAsync(target, part, tally, cancellationToken))
                {
                    return tally;
                }

                part.Clear();
            }
        }

        if (part.Count > 0)
        {
            await TakePartAsync(target, part, tally, cancellationToken);
        }

        return tally;
    }

    /// <summary>False: no more can be taken, and the tally says why.</summary>
    private async Task<bool> TakePartAsync(IntakeTarget target, List<CampaignRow> part, CampaignTally tally, CancellationToken cancellationToken)
    {
        CampaignNumber[] numbers = [.. part.Select(row => row.Number).OfType<CampaignNumber>()];
        IReadOnlyList<Reception> receptions = [];
        if (numbers.Length > 0)
        {
            var result = await acceptor.AcceptAsync(ToRequest(target, numbers, seen => receptions = seen), cancellationToken);
            if (result is not RequestResult.Done)
            {
                tally.End = result is RequestResult.StoreDown ? IntakeEnd.StoreDown : IntakeEnd.Unstorable;
                return false;
            }
        }

        if (receptions.Any(reception => reception is Reception.CampaignOver))
        {
            tally.End = IntakeEnd.CampaignOver;
            return false;
        }

        var rejected = Sort(part, receptions, tally);
        if (rejected.Count == 0)
        {
            return true;
        }

        try
        {
            await campaigns.RejectAsync(target.Workspace, target.CampaignId, rejected, cancellationToken);
            return true;
        }
        catch (Exception exception) when (acceptance.IsStoreDown(exception))
        {
            tally.End = IntakeEnd.StoreDown;
            return false;
        }
    }

    private static Request ToRequest(IntakeTarget target, CampaignNumber[] numbers, Action<IReadOnlyList<Reception>> see) => new()
    {
        Workspace = target.Workspace,
        Jobs = [.. numbers.Select(number => ToJob(target, number))],
        Answer = receptions =>
        {
            see(receptions);
            return new KeptAnswer(200, []);
        },
    };

    // What is said lies once at the campaign: it may change until the call begins.
    private static NewJob ToJob(IntakeTarget target, CampaignNumber number) => new()
    {
        Workspace = target.Workspace,
        Lane = LaneName.Campaign(target.CampaignId),
        AccountId = target.AccountId,
        Channel = Channel.Voice,
        Action = JobAction.Call,
        Address = RecipientAddress.Phone(number.To)!,
        Gap = TimeSpan.Zero,
        Body = new JobBody { Recipient = new JobRecipient { Phone = number.To }, Content = new JobContent(), Metadata = number.Metadata }.ToBytes(),
        Call = new NewCall(target.AgentId) { CampaignId = target.CampaignId, Zones = number.Zones },
    };

    /// <summary>Counts what was accepted, and finds what was not, in the order of the rows.</summary>
    private static List<RejectedRow> Sort(List<CampaignRow> part, IReadOnlyList<Reception> receptions, CampaignTally tally)
    {
        var rejected = new List<RejectedRow>();
        var next = 0;
        foreach (var row in part)
        {
            if (row.Number is null)
            {
                rejected.Add(row.Rejected!);
                continue;
            }

            switch (receptions[next++])
            {
                case Reception.Accepted accepted:
                    tally.Accepted++;
                    tally.CallsRemaining = accepted.CallsRemaining;
                    break;
                case Reception.NumberTaken:
                    rejected.Add(Reject(row.Number, RowReason.Duplicate, "The campaign has this number already."));
                    break;
                case Reception.Suppressed suppressed:
                    rejected.Add(Reject(row.Number, RowReason.Suppressed, $"This number must not be called: it is on the suppression list ({suppressed.Reason})."));
                    break;
                case Reception.NoAllowance:
                    tally.CallsRemaining = 0;
                    rejected.Add(Reject(row.Number, RowReason.NoCallsRemaining, "The workspace has no calls of its allowance left for this month."));
                    break;
                case var other:
                    throw new InvalidOperationException($"A campaign's call cannot be received as {other}.");
            }
        }

        rejected.ForEach(tally.Count);
        return rejected;
    }

    private static RejectedRow Reject(CampaignNumber number, string reason, string detail) => new(number.Row, number.To, reason, detail);
}
